import type { ContainerDirectory } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import type { FindingLookup } from '#incident/settings.ts';
import type { ExecutedFile, RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { Expectation } from '#profile/expectation.ts';
import { ExecutedFiles, type ImageFile } from '#workload/executed-files.ts';
import { LiveImageContents } from './image-contents.ts';
import { expectationOf, type ImageIntent, intentOfInspect } from './image-expectation.ts';
import { scannedFindings } from './image-findings.ts';
import { ScannedImages } from './scanned-images.ts';

/** Processes that can be told more of their files. */
export interface Learners {
  get(
    pid: number,
  ):
    | { learnFile(file: ExecutedFile, facts: Pick<ExecutedFile, 'sha256' | 'origin'>): void }
    | undefined;
}

/** Files that are looked at though nobody asked. */
const maxLazy = 4;

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
  #looking = 0;
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

  /** Where a file of a running container comes from; undefined: not from its image, as far as that can be told. */
  originOf(
    container: WorkloadContainer,
    pid: number,
    path: string,
  ): Promise<ImageFile | undefined> {
    return this.#contents.fileOf({ container, pid, path, isCopy: false });
  }

  /** Package URLs of the image of a container that bring programs or libraries: their use would be seen. */
  tellable(container: WorkloadContainer): Promise<readonly string[]> {
    return this.#contents.tellable(container);
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

  /**
   * Tells a process that begins what is known of its file, so that rules see it. What no image has is looked at at once, for it may be
   * gone before anybody asks; other files when nothing else waits.
   */
  event(event: RuntimeEvent, processes: Learners): void {
    if (!isStart(event)) return;
    const { process } = event;
    const { pid, file } = process;
    if (file === undefined) return;
    const known = this.files.known(process);
    if (known !== undefined) processes.get(pid)?.learnFile(file, known);
    else if (isDrift(file) || this.#looking < maxLazy) void this.#look(process, file, processes);
  }

  async #look(process: RuntimeProcess, file: ExecutedFile, processes: Learners): Promise<void> {
    const { pid } = process;
    this.#looking += 1;
    const found = await this.files.look(process).catch(() => undefined);
    this.#looking -= 1;
    if (found !== undefined) processes.get(pid)?.learnFile(file, found);
  }
}

function isStart({ type, result = 0, process }: RuntimeEvent): boolean {
  return process.container !== undefined && result >= 0 && type.startsWith('execve');
}

function isDrift({ upperLayer, memory, temporary }: ExecutedFile): boolean {
  return upperLayer || memory || temporary;
}
