import { readdirSync } from 'node:fs';
import type { Scope } from '#contract/scope.ts';
import { textOfBytes } from '#kit/byte-string.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { IngestLine } from '#wire/ingest.ts';
import type { WatchPlace } from '../../runtime/watch-place.ts';
import { ContainerUse, type How } from './container-use.ts';
import { cgroupsOf, mappedFiles } from './maps.ts';

const maxContainers = 2000;
/** A program has loaded its libraries by then. */
const settleMs = 2000;
const maxSettling = 2000;
const sweepMs = 60_000;
/** Processes that are looked at in one go: each takes a third of a millisecond in which no event is judged. */
const sweptAtOnce = 200;

/**
 * Which files of their images containers use: programs by their execution, libraries by what processes have mapped (at the start,
 * two seconds after each execution, once a minute), files of interpreters by their opening, where the kernel tells of it.
 */
export class UsageWatch {
  readonly #place: WatchPlace;
  readonly #scope: Scope;
  readonly #watched = new Map<string, ContainerUse>();
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
    for (const [id, one] of this.#watched)
      if (container === undefined || id === container) one.miss();
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
    const now = this.#now();
    const known = this.#watched.get(container.id);
    if (known === undefined && this.#watched.size >= maxContainers) return;
    const one = known ?? new ContainerUse(container, now);
    if (known === undefined) this.#watched.set(container.id, one);
    one.use(path, how, now);
  }

  async #tell(now: number): Promise<readonly IngestLine[]> {
    const { images, directory } = this.#place;
    const lines: IngestLine[] = [];
    const running = new Map(directory.containers.map((one) => [one.id, one]));
    for (const [id, one] of this.#watched) {
      const known = running.get(id);
      if (known !== undefined) one.know(known);
      const line = await one.tell(images, { now, started: this.#started });
      if (line !== undefined) lines.push(line);
    }
    return lines;
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
