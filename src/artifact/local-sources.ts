import type { Source } from '#contract/source.ts';
import { dockerArchiveSource, ociArchiveSource, ociDirectorySource } from './archive/sources.ts';
import { gitSource } from './git/source.ts';
import { sbomSource } from './sbom-source.ts';
import { directorySource, hostSource, processSource, rootfsSource } from './tree/sources.ts';

/** The sources that read what lies on this machine without asking any engine or network. */
export function localSources(): readonly Source[] {
  return [
    dockerArchiveSource,
    ociArchiveSource,
    ociDirectorySource,
    rootfsSource,
    directorySource,
    hostSource,
    processSource,
    sbomSource,
    gitSource,
  ];
}
