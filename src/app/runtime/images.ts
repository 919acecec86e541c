import type { ContainerDirectory } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import type { FindingLookup } from '#incident/settings.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { Expectation } from '#profile/expectation.ts';
import { ExecutedFiles } from '#workload/executed-files.ts';
import { LiveImageContents } from './image-contents.ts';
import { expectationOf, type ImageIntent, intentOfInspect } from './image-expectation.ts';
import { scannedFindings } from './image-findings.ts';
import { ScannedImages } from './scanned-images.ts';

type Inspect = (id: string) => Promise<unknown>;

/** Images whose intent engines told. */
const maxIntents = 500;

/** What is known of the images of the containers that run here: joins what runs with what scans and package databases say. */
export class LiveImages {
  readonly scanned: ScannedImages;
  readonly findings: FindingLookup;
  readonly files: ExecutedFiles;
  readonly #contents: LiveImageContents;
  readonly #inspect: Inspect;
  readonly #intents = new Map<string, ImageIntent>();

  /** Images are read ahead, when their containers are met: a detection waits only so long. */
  constructor(
    parts: {
      readonly directory: ContainerDirectory;
      readonly proc: string;
      readonly reportDirectory: string;
      /** What the engine says of a container. */
      readonly inspect: Inspect;
    },
    scope: Scope,
  ) {
    const { directory, proc, reportDirectory } = parts;
    this.scanned = new ScannedImages(reportDirectory, scope);
    this.findings = scannedFindings(this.scanned);
    this.#contents = new LiveImageContents(proc, this.scanned, scope);
    this.#inspect = parts.inspect;
    this.files = new ExecutedFiles({ proc, contents: this.#contents }, scope);
    for (const container of directory.containers) this.#prepare(container);
    directory.onChange((container, gone) => {
      if (!gone) this.#prepare(container);
    });
  }

  /** What the image of a container says that it will do; undefined while nobody told. */
  expectation(container: WorkloadContainer): Expectation | undefined {
    const { image } = container;
    const intent =
      (image && this.scanned.of(image)?.facts) ?? this.#intents.get(image?.id ?? container.id);
    if (intent === undefined) return undefined;
    return expectationOf(container, intent, (name, directories) =>
      this.#contents.find(container, name, directories),
    );
  }

  #prepare(container: WorkloadContainer): void {
    this.#contents.prepare(container);
    const key = container.image?.id ?? container.id;
    if (container.partial === true || this.#intents.has(key)) return;
    if (this.#intents.size < maxIntents) void this.#ask(container.id, key);
  }

  async #ask(id: string, key: string): Promise<void> {
    const intent = await this.#inspect(id).then(intentOfInspect, () => undefined);
    if (intent !== undefined) this.#intents.set(key, intent);
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
