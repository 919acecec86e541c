import type { ProcessTable } from '#event/process-table.ts';
import { BoundedMap } from './bounded-map.ts';

const askedPids = 4096;
const askAgainMs = 10_000;
const maxAsksPerSecond = 64;
const pauseMs = 5000;

/**
 * Keeps the table of processes whole: asks for single processes that are not known, for all of them when some were lost, and
 * ends those that a snapshot does not name. Snapshots end in the order in which they were asked for.
 */
export class Resync {
  readonly #table: ProcessTable;
  readonly #ask: (pid: number | undefined) => void;
  readonly #now: () => number;
  readonly #asked = new BoundedMap<number, number>(askedPids);
  #pending: ('all' | 'one')[] = [];
  #living: Set<number> | undefined;
  #lastAll = Number.NEGATIVE_INFINITY;
  #wanted = false;
  #second = 0;
  #inSecond = 0;

  /** `ask` sends the command `processes`, for one pid or all. */
  constructor(table: ProcessTable, now: () => number, ask: (pid: number | undefined) => void) {
    this.#table = table;
    this.#now = now;
    this.#ask = ask;
  }

  /** A daemon has just started: whatever was asked of the former one will not be answered. */
  restart(): void {
    this.#pending = [];
    this.#wanted = true;
    this.#lastAll = Number.NEGATIVE_INFINITY;
    this.advance();
  }

  /** Everything that lives has to be told again: at once, or when the last time is long enough ago. */
  all(): void {
    this.#wanted = true;
    this.advance();
  }

  /** Call it about once a second. */
  advance(): void {
    if (!this.#wanted || this.#pending.includes('all') || this.#now() - this.#lastAll < pauseMs)
      return;
    this.#wanted = false;
    this.#pending.push('all');
    this.#living = new Set();
    this.#ask(undefined);
  }

  missing(pid: number): void {
    const now = this.#now();
    const asked = this.#asked.get(pid);
    if (pid === 0 || (asked !== undefined && now - asked < askAgainMs) || !this.#mayAsk(now))
      return;
    this.#asked.set(pid, now);
    this.#pending.push('one');
    this.#ask(pid);
  }

  /** What was asked for will not be answered. */
  refused(pid: number | undefined): void {
    const index = this.#pending.indexOf(pid === undefined ? 'all' : 'one');
    if (index !== -1) this.#pending.splice(index, 1);
    if (pid === undefined) this.#wanted = true;
  }

  alive(pid: number): void {
    this.#living?.add(pid);
  }

  /** The end of a snapshot, at a time of the table's clock; true when it was one of all processes. */
  synced(time: number): boolean {
    if (this.#pending.shift() !== 'all') return false;
    if (this.#living !== undefined) this.#table.retain(this.#living, time);
    this.#living = undefined;
    this.#lastAll = this.#now();
    return true;
  }

  #mayAsk(now: number): boolean {
    const second = Math.floor(now / 1000);
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1;
    this.#second = second;
    return this.#inSecond <= maxAsksPerSecond;
  }
}
