import type { ContainerDirectory } from '#contract/runtime.ts';
import type { Detection } from '#model/detection.ts';
import type { ExecutedFile, RuntimeProcess } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { ExecutedFiles } from '#workload/executed-files.ts';

/** How long a detection waits for the hash of a file that was never met: most take a millisecond. */
const filePatienceMs = 5;
/** How long one in a container that was met just now waits for its engine. */
const containerPatienceMs = 500;
const pollMs = 25;
const maxMet = 1000;

/** A detection as it is told, and what is found out about it when it was told already. */
export interface Enriched {
  readonly told: Detection | Promise<Detection>;
  /** Resolves with the detection in full, if there was more. */
  readonly later?: Promise<Detection | undefined>;
}

/** Adds what is known only a little later: the container in full, hash and origin of the executable. What is known is not waited for. */
export class Enricher {
  readonly #directory: ContainerDirectory;
  readonly #files: Pick<ExecutedFiles, 'known' | 'look'>;
  readonly #now: () => number;
  /** When containers that no engine has described were met. */
  readonly #met = new Map<string, number>();

  /** `now`: milliseconds. */
  constructor(
    directory: ContainerDirectory,
    files: Pick<ExecutedFiles, 'known' | 'look'>,
    now: () => number,
  ) {
    this.#directory = directory;
    this.#files = files;
    this.#now = now;
  }

  /** `live` is looked at before this returns: it may be another process later. */
  enrich(detection: Detection, live: RuntimeProcess | undefined): Enriched {
    const container = this.#described(detection);
    const isAwaited = container === undefined && this.#isNew(detection);
    const file = live && this.#files.known(live);
    if (live?.file === undefined || file !== undefined) {
      const known = whole(detection, container, file);
      return { told: isAwaited ? this.#awaited(known) : known };
    }
    const look = this.#files.look(live).catch(() => undefined);
    return this.#looking(whole(detection, container, undefined), look, isAwaited);
  }

  #looking(
    detection: Detection,
    look: Promise<ExecutedFile | undefined>,
    isAwaited: boolean,
  ): Enriched {
    let isTold = false;
    const told = Promise.race([look, pause(filePatienceMs)]).then((file) => {
      isTold = true;
      const known = whole(detection, undefined, file);
      return isAwaited ? this.#awaited(known) : known;
    });
    const later = look.then((file) =>
      isTold && file?.sha256 !== undefined ? whole(detection, undefined, file) : undefined,
    );
    return { told, later };
  }

  /** The container as the engine tells it, where it was only known by its cgroup. */
  #described({ container, process }: Detection): WorkloadContainer | undefined {
    if (container?.partial !== true || process?.cgroup === undefined) return undefined;
    const now = this.#directory.ofCgroup(process.cgroup, process.pid);
    return now?.partial === true ? undefined : now;
  }

  /** Whether the engine may still be about to describe it. */
  #isNew({ container, process }: Detection): boolean {
    if (container?.partial !== true || process?.cgroup === undefined) return false;
    const now = this.#now();
    const met = this.#met.get(container.id) ?? now;
    if (met === now) this.#meet(container.id, now);
    return now - met < containerPatienceMs;
  }

  #meet(container: string, now: number): void {
    const [oldest] = this.#met.keys();
    if (this.#met.size >= maxMet && oldest !== undefined) this.#met.delete(oldest);
    this.#met.set(container, now);
  }

  async #awaited(detection: Detection): Promise<Detection> {
    for (let waited = 0; waited < containerPatienceMs; waited += pollMs) {
      const container = this.#described(detection);
      if (container !== undefined) return whole(detection, container, undefined);
      await pause(pollMs);
    }
    return detection;
  }
}

function whole(
  detection: Detection,
  container: WorkloadContainer | undefined,
  file: ExecutedFile | undefined,
): Detection {
  if (container === undefined && file === undefined) return detection;
  const { process } = detection;
  const place = container === undefined ? {} : { container };
  return {
    ...detection,
    ...place,
    ...(process !== undefined && {
      process: { ...process, ...place, ...(file !== undefined && { file }) },
    }),
  };
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
