import type { ContainerDirectory } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import type { FindingLookup } from '#incident/settings.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { ExecutedFiles } from '#workload/executed-files.ts';
import { LiveImageContents } from './image-contents.ts';
import { scannedFindings } from './image-findings.ts';
import { ScannedImages } from './scanned-images.ts';

/** What is known of the images of the containers that run here: joins what runs with what scans and package databases say. */
export class LiveImages {
  readonly scanned: ScannedImages;
  readonly findings: FindingLookup;
  readonly files: ExecutedFiles;

  /** Images are read ahead, when their containers are met: a detection waits only so long. */
  constructor(
    parts: {
      readonly directory: ContainerDirectory;
      readonly proc: string;
      readonly reportDirectory: string;
    },
    scope: Scope,
  ) {
    const { directory, proc, reportDirectory } = parts;
    this.scanned = new ScannedImages(reportDirectory, scope);
    this.findings = scannedFindings(this.scanned);
    const contents = new LiveImageContents(proc, this.scanned, scope);
    this.files = new ExecutedFiles({ proc, contents }, scope);
    for (const container of directory.containers) contents.prepare(container);
    directory.onChange((container, gone) => {
      if (!gone) contents.prepare(container);
    });
  }

  /** What no image has is looked at while it can be: it may be gone before anybody asks for its hash. */
  event(event: RuntimeEvent): void {
    if (isDrift(event)) void this.files.look(event.process).catch(() => undefined);
  }
}

function isDrift({ type, result = 0, process: { container, file } }: RuntimeEvent): boolean {
  if (container === undefined || file === undefined || result < 0) return false;
  return type.startsWith('execve') && (file.upperLayer || file.memory || file.temporary);
}
