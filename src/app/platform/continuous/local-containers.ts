import type { Platform } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { endMissing, placeContainers } from '#estate/runtime/containers.ts';
import type { MetImage } from '#estate/runtime/met-image.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { openContainerDirectory } from '#workload/directory.ts';
import { type WorkloadOptions, workloadOptions } from '#workload/options.ts';
import { scanWhatRuns } from '../wish/scan-wish.ts';
import type { WorkOptions } from './options.ts';

/** Changes that come together are written together. */
const gatherMs = 200;
/** Everything is looked at again: what was missed, what was written while the database was away. */
const wholeMs = 60_000;

/**
 * Follows the containers of this machine's engines: they are listed with their workloads, and images that nobody has scanned yet are
 * scanned within seconds. `places` says where the engines are; the usual where it is absent.
 */
export async function followContainers(
  platform: Platform,
  options: WorkOptions,
  signal: AbortSignal,
  places: WorkloadOptions = workloadOptions(options.program.environment),
): Promise<AsyncDisposable> {
  const directory = await openContainerDirectory(places, { ...platform.scope, signal });
  const following = new Following(platform, options, () => directory.containers);
  const stop = directory.onChange((container, gone) => following.tell(container, gone));
  const timer = setInterval(() => following.takeAll(), wholeMs);
  timer.unref();
  following.takeAll();
  return {
    async [Symbol.asyncDispose]() {
      stop();
      clearInterval(timer);
      await following.end();
      await directory[Symbol.asyncDispose]();
    },
  };
}

class Following {
  readonly #platform: Platform;
  readonly #options: WorkOptions;
  readonly #running: () => readonly WorkloadContainer[];
  readonly #changed = new Map<string, { container: WorkloadContainer; gone: boolean }>();
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();
  #isEnded = false;

  constructor(
    platform: Platform,
    options: WorkOptions,
    running: () => readonly WorkloadContainer[],
  ) {
    this.#platform = platform;
    this.#options = options;
    this.#running = running;
  }

  tell(container: WorkloadContainer, gone: boolean): void {
    this.#changed.set(container.id, { container, gone });
    this.#timer ??= setTimeout(() => this.#write(false), gatherMs);
  }

  takeAll(): void {
    for (const container of this.#running())
      this.#changed.set(container.id, { container, gone: false });
    this.#write(true);
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    clearTimeout(this.#timer);
    await this.#last;
  }

  #write(isWhole: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const seen = [...this.#changed.values()];
    this.#changed.clear();
    this.#last = this.#last
      .then(async () => {
        if (!this.#isEnded) await this.#store(seen, isWhole);
      })
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.#platform.scope.log.warn('containers cannot be written down now', { reason });
      });
  }

  async #store(
    seen: readonly { container: WorkloadContainer; gone: boolean }[],
    isWhole: boolean,
  ): Promise<void> {
    const { database, jobs, scope, changes } = this.#platform;
    const { node, cluster } = this.#options;
    const time = scope.clock().getTime();
    // One transaction for a few: on SQLite nobody else writes meanwhile.
    for (let at = 0; at < seen.length; at += 100)
      await database.transaction(async (tx) => {
        const part = seen.slice(at, at + 100);
        const { images, changes: told } = await placeContainers(tx, part, { node, cluster, time });
        await changes.append(tx, told);
        for (const { container, gone } of part)
          if (!gone) await this.#scanWhatIsNew(tx, container, images);
      });
    if (isWhole) {
      const running = new Set(this.#running().map(({ id }) => id));
      await database.transaction((tx) => endMissing(tx, node, running, time));
    }
    jobs.wake();
    changes.committed();
  }

  async #scanWhatIsNew(
    tx: SqlWriter,
    container: WorkloadContainer,
    images: readonly MetImage[],
  ): Promise<void> {
    if (container.partial === true) return;
    const met = images.find((one) => one.container === container.id);
    const { node } = this.#options;
    const reference = referenceOf(container);
    const now = this.#platform.scope.clock().getTime();
    await scanWhatRuns(tx, this.#platform.jobs, { container, met, reference, node, now });
  }
}

/** How a scan on this machine reads the image of a container. */
function referenceOf({ engine, image, id }: WorkloadContainer): string {
  const { reference = '', id: digest } = image ?? {};
  if (engine === 'docker' || engine === 'podman') return `${engine}:${digest ?? reference}`;
  if (engine === 'containerd') return `containerd:${reference}`;
  return reference === '' ? `container:${id}` : reference;
}
