import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import type { Observation } from '#model/observation.ts';
import type { OperatingSystem } from '#model/os.ts';
import {
  parseAlpineRelease,
  parseArchRelease,
  parseDebianVersion,
  parseNamedRelease,
} from './legacy.ts';
import { parseLsbRelease, parseOsRelease } from './os-release.ts';
import { parseApkRepositories } from './repositories.ts';

type Parser = (text: string, path: string) => OperatingSystem | undefined;

/**
 * Files that name the operating system and their readers, most trustworthy first. A vendor's own file stands before those
 * that derivatives keep for compatibility: Oracle's `redhat-release` says "Red Hat".
 */
export const releaseFiles: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ['/etc/os-release', parseOsRelease],
  ['/usr/lib/os-release', parseOsRelease],
  ['/etc/oracle-release', parseNamedRelease],
  ['/etc/rocky-release', parseNamedRelease],
  ['/etc/almalinux-release', parseNamedRelease],
  ['/etc/fedora-release', parseNamedRelease],
  ['/etc/mariner-release', parseNamedRelease],
  ['/etc/azurelinux-release', parseNamedRelease],
  ['/etc/photon-release', parseNamedRelease],
  ['/etc/openEuler-release', parseNamedRelease],
  ['/etc/mageia-release', parseNamedRelease],
  ['/etc/centos-release', parseNamedRelease],
  ['/etc/redhat-release', parseNamedRelease],
  ['/etc/system-release', parseNamedRelease],
  ['/etc/SuSE-release', parseNamedRelease],
  ['/etc/alpine-release', parseAlpineRelease],
  ['/etc/lsb-release', parseLsbRelease],
  ['/etc/debian_version', parseDebianVersion],
  ['/etc/arch-release', parseArchRelease],
  ['/etc/apk/repositories', parseApkRepositories],
]);

/** Which operating system an artifact holds, as each of its release files says it; `preferSystem` chooses. */
export const releaseAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'os/release',
  revision: 1,
  title: 'operating system release files',
  claims: [...releaseFiles.keys()].map((path) => ({ path })),
  analyze,
};

function* analyze(file: FileView): Iterable<Observation> {
  const os = releaseFiles.get(file.path)?.(file.text(), file.path);
  if (os !== undefined) yield { type: 'os', location: { path: file.path }, os };
}
