import type { ContainerDirectory } from '#contract/runtime.ts';
import type { Detection } from '#model/detection.ts';
import type { RuntimeProcess } from '#model/runtime-event.ts';
import type { ExecutedFiles } from '#workload/executed-files.ts';

/** How long a detection waits for what is not known yet. */
const patienceMs = 500;
const pollMs = 25;

/** Adds what is known only a little later: the container in full, hash and origin of the executable. */
export class Enricher {
  readonly #directory: ContainerDirectory;
  readonly #files: ExecutedFiles;

  constructor(directory: ContainerDirectory, files: ExecutedFiles) {
    this.#directory = directory;
    this.#files = files;
  }

  /** The detection with what came in time. `live` is looked at before this returns: it may be another process later. */
  enrich(detection: Detection, live: RuntimeProcess | undefined): Promise<Detection> {
    const look = live === undefined ? undefined : this.#files.look(live).catch(() => undefined);
    return this.#finish(detection, look);
  }

  async #finish(
    detection: Detection,
    look: ReturnType<ExecutedFiles['look']> | undefined,
  ): Promise<Detection> {
    const late = await Promise.race([look, pause(patienceMs)]);
    const container = await this.#whole(detection);
    const { process } = detection;
    return {
      ...detection,
      ...(container !== undefined && { container }),
      ...(process !== undefined && {
        process: {
          ...process,
          ...(container !== undefined && { container }),
          ...(late !== undefined && { file: late }),
        },
      }),
    };
  }

  /** The container as the engine tells it, waited for while it is only known by its cgroup. */
  async #whole({ container, process }: Detection) {
    const cgroup = process?.cgroup;
    if (container?.partial !== true || cgroup === undefined) return undefined;
    for (let waited = 0; waited < patienceMs; waited += pollMs) {
      const now = this.#directory.ofCgroup(cgroup, process?.pid);
      if (now !== undefined && now.partial !== true) return now;
      await pause(pollMs);
    }
    return undefined;
  }
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
