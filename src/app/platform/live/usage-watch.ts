import { readdirSync } from 'node:fs';
import type { Scope } from '#contract/scope.ts';
import { textOfBytes } from '#kit/byte-string.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { IngestLine } from '#wire/ingest.ts';
import type { WatchPlace } from '../../runtime/watch-place.ts';
import { cgroupsOf, mappedFiles } from './maps.ts';

type How = 'exec' | 'mmap' | 'open';

interface UsedFile {
  how: How;
  readonly first: number;
  last: number;
  purl: string | undefined;
}

interface Watched {
  container: WorkloadContainer;
  readonly files: Map<string, UsedFile>;
  /** Paths of `files` that were not told yet. */
  readonly fresh: Set<string>;
  readonly since: number;
  /** Events were lost since it began. */
  missed: boolean;
  tellable: boolean;
  told: number;
}

const maxContainers = 2000;
const maxFilesOfOne = 20_000;
const maxLine = 5000;
/** A program has loaded its libraries by then. */
const settleMs = 2000;
const maxSettling = 2000;
const sweepMs = 60_000;
/** Processes that are looked at in one go: each takes a third of a millisecond in which no event is judged. */
const sweptAtOnce = 200;
const heartbeatMs = 300_000;

/**
 * Which files of their images containers use: programs by their execution, libraries by what processes have mapped (at the start,
 * two seconds after each execution, once a minute), files of interpreters by their opening, where the kernel tells of it.
 */
export class UsageWatch {
  readonly #place: WatchPlace;
  readonly #scope: Scope;
  readonly #watched = new Map<string, Watched>();
  readonly #settling = new Map<number, { readonly at: number; readonly container: string }>();
  readonly #started: number;
  #swept = Number.NEGATIVE_INFINITY;
  /** Processes that are still to be looked at. */
  #unswept: readonly number[] = [];

  constructor(place: WatchPlace, scope: Scope) {
    this.#place = place;
    this.#scope = scope;
    this.#started = this.#now();
  }

  /** A process began, or opened a file of an interpreter. */
  event(event: RuntimeEvent): void {
    const { container, pid, exePath } = event.process;
    if (container === undefined || (event.result ?? 0) < 0) return;
    if (event.type.startsWith('execve')) {
      this.#use(container, textOfBytes(exePath), 'exec');
      if (this.#settling.size < maxSettling)
        this.#settling.set(pid, { at: this.#now() + settleMs, container: container.id });
    } else if (event.type.startsWith('open') && event.fd?.kind === 'file')
      if (isCode(event.fd.name)) this.#use(container, textOfBytes(event.fd.name), 'open');
  }

  /** Something was missed: what did not happen can no longer be told. */
  lose(container?: string): void {
    for (const one of this.#watched.values())
      if (container === undefined || one.container.id === container) one.missed = true;
  }

  forget(container: string): void {
    this.#watched.delete(container);
  }

  /** Looks at processes that are due, and gives what is new. Call it about every second, one after the other. */
  async tick(): Promise<readonly IngestLine[]> {
    const now = this.#now();
    this.#settle(now);
    this.#sweep(now);
    return await this.#tell(now);
  }

  /** Processes that began a moment ago have their libraries now. */
  #settle(now: number): void {
    for (const [pid, { at, container }] of this.#settling) {
      if (at > now) break;
      this.#settling.delete(pid);
      const known = this.#watched.get(container)?.container;
      if (known !== undefined) this.#map(known, pid);
    }
  }

  /** All processes of containers, by their cgroups, some at each tick. */
  #sweep(now: number): void {
    if (now - this.#swept >= sweepMs) {
      this.#swept = now;
      this.#unswept = processesIn(this.#place.places.proc);
    }
    const due = this.#unswept.slice(0, sweptAtOnce);
    this.#unswept = this.#unswept.slice(sweptAtOnce);
    for (const pid of due) {
      const container = this.#containerOf(pid);
      if (container !== undefined) this.#map(container, pid);
    }
  }

  #containerOf(pid: number): WorkloadContainer | undefined {
    for (const path of cgroupsOf(this.#place.places.proc, pid)) {
      const found = this.#place.directory.ofCgroup(path, pid);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #map(container: WorkloadContainer, pid: number): void {
    for (const path of mappedFiles(this.#place.places.proc, pid))
      this.#use(container, path, 'mmap');
  }

  #use(container: WorkloadContainer, path: string, how: How): void {
    const watched = this.#watchedOf(container);
    if (watched === undefined || isMounted(container, path)) return;
    const now = this.#now();
    const known = watched.files.get(path);
    if (known !== undefined) {
      known.last = now;
      if (how === 'exec' && known.how !== 'exec') {
        known.how = how;
        watched.fresh.add(path);
      }
      return;
    }
    if (watched.files.size >= maxFilesOfOne) return;
    watched.files.set(path, { how, first: now, last: now, purl: undefined });
    watched.fresh.add(path);
  }

  #watchedOf(container: WorkloadContainer): Watched | undefined {
    const known = this.#watched.get(container.id);
    if (known !== undefined || this.#watched.size >= maxContainers) return known;
    const watched: Watched = {
      container,
      files: new Map(),
      fresh: new Set(),
      since: this.#now(),
      missed: false,
      tellable: false,
      told: 0,
    };
    this.#watched.set(container.id, watched);
    return watched;
  }

  async #tell(now: number): Promise<readonly IngestLine[]> {
    const lines: IngestLine[] = [];
    const running = new Map(this.#place.directory.containers.map((one) => [one.id, one]));
    for (const watched of this.#watched.values()) {
      // Before its engine told of it, nobody could say which image it runs.
      watched.container = running.get(watched.container.id) ?? watched.container;
      if (watched.container.partial === true || watched.container.image === undefined) continue;
      const isDue = now - watched.told >= heartbeatMs;
      if (watched.fresh.size === 0 && !isDue) continue;
      const paths = isDue ? watched.files.keys() : watched.fresh.keys();
      lines.push(await this.#lineOf(watched, [...paths.take(maxLine)]));
      watched.told = now;
    }
    return lines;
  }

  async #lineOf(watched: Watched, paths: readonly string[]): Promise<IngestLine> {
    const { container, since, missed } = watched;
    // Only of those that began before our eyes it is known what they did not do.
    const complete = !missed && (container.created ?? 0) >= this.#started;
    await this.#attribute(watched, paths);
    const files = paths.flatMap((path) => {
      const file = watched.files.get(path);
      return file === undefined ? [] : [[path, file] as const];
    });
    const tellable = watched.tellable ? [] : await this.#place.images.tellable(container);
    watched.tellable = true;
    return {
      type: 'usage',
      container: container.id,
      image: container.image?.id ?? container.image?.reference ?? '',
      files: files.map(([path, { how, first, last, purl }]) => ({
        path: path.slice(0, 8192),
        how,
        first,
        last,
        ...(purl !== undefined && { purl }),
      })),
      since,
      complete,
      ...(tellable.length > 0 && { tellable: tellable.slice(0, 20_000) }),
    };
  }

  /** Finds the packages of files that were not told yet. */
  async #attribute({ container, files, fresh }: Watched, paths: readonly string[]): Promise<void> {
    const { rootPid } = container;
    for (const path of paths) {
      const file = files.get(path);
      if (!fresh.delete(path) || file === undefined || rootPid === undefined) continue;
      file.purl = (await this.#place.images.originOf(container, rootPid, path))?.purl;
    }
  }

  #now(): number {
    return this.#scope.clock().getTime();
  }
}

function processesIn(proc: string): readonly number[] {
  try {
    return readdirSync(proc)
      .filter((name) => /^\d{1,10}$/u.test(name))
      .map(Number);
  } catch {
    return []; // no /proc: nothing can be seen
  }
}

const code = /\.(?:py|pyc|js|mjs|cjs|rb|php|jar|war|ear|node|so|dll|pl|pm|lua|phar)$/u;

/** A file that an interpreter runs, or an archive that holds code. */
function isCode(path: string): boolean {
  return code.test(path);
}

/** What was mounted into a container is not of its image. */
function isMounted({ mounts = [] }: WorkloadContainer, path: string): boolean {
  return mounts.some(
    ({ destination }) =>
      destination !== '/' && (path === destination || path.startsWith(`${destination}/`)),
  );
}
