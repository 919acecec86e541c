import type { ProfileDimension } from '#model/profile.ts';
import type { Presence } from './dimension.ts';

/** A showing that is not counted yet. */
export interface Pending extends Presence {
  readonly dimension: ProfileDimension;
  /** The process and its ancestors within the container. */
  readonly tree: readonly number[];
}

/**
 * One container of a workload. What it shows is held back for one window, so that a detection that comes late can still take
 * it out.
 */
export class Replica {
  readonly id: string;
  /** Its first process was seen to start. */
  readonly sawStart: boolean;
  /** The window that is open; the one before it is held back. */
  window: number;
  readonly firstWindow: number;
  /** Types of events met in the window. */
  readonly types = new Set<string>();
  /** Pids whose trees are not learnt from. */
  readonly forbidden = new Set<number>();
  /** Nothing is learnt before this time, in milliseconds since the Unix epoch. */
  forbiddenUntil = 0;
  #current = new Map<string, Pending>();
  #previous = new Map<string, Pending>();

  constructor(id: string, window: number, sawStart: boolean) {
    this.id = id;
    this.window = window;
    this.firstWindow = window;
    this.sawStart = sawStart;
  }

  /** Whether the behaviour was already met in this window. */
  has(dimension: ProfileDimension, key: string): boolean {
    return this.#current.has(`${dimension} ${key}`);
  }

  /** Whether nothing may be learnt from a process now. */
  isForbidden(time: number, tree: readonly number[]): boolean {
    return time < this.forbiddenUntil || tree.some((pid) => this.forbidden.has(pid));
  }

  hold(pending: Pending): void {
    this.#current.set(`${pending.dimension} ${pending.key}`, pending);
  }

  /** Takes out what a process tree showed. */
  dropTree(pid: number): void {
    for (const held of [this.#current, this.#previous])
      for (const [key, { tree }] of held) if (tree.includes(pid)) held.delete(key);
  }

  /** Takes out all that was shown since `time`. */
  dropSince(time: number): void {
    for (const held of [this.#current, this.#previous])
      for (const [key, pending] of held) if (pending.time >= time) held.delete(key);
  }

  /** What can be counted now: the window before the one that just ended. */
  turn(): readonly Pending[] {
    const settled = [...this.#previous.values()];
    this.#previous = this.#current;
    this.#current = new Map();
    this.types.clear();
    return settled;
  }
}
