import type { ProfileDimension } from '#model/profile.ts';
import type { Presence } from './dimension.ts';

const maxForbidden = 4096;
/** Behaviours of one replica in one window; more is no profile. */
const maxPending = 5000;

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
  /** More was shown in a window than is held. */
  hasOverflowed = false;
  /** Nothing is learnt before this time, in milliseconds since the Unix epoch. */
  forbiddenUntil = 0;
  /** Windows in which something was kept out. */
  readonly #clouded = new Set<number>();
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

  /** Whether nothing may be learnt from a process now. A child of a forbidden one is so itself, also when its parent ends. */
  isForbidden(time: number, tree: readonly number[]): boolean {
    if (time < this.forbiddenUntil) return true;
    if (!tree.some((pid) => this.forbidden.has(pid))) return false;
    this.#clouded.add(this.window);
    const [own] = tree;
    if (own !== undefined) this.#remember(own);
    return true;
  }

  /** Whether a window was not learnt from in full: what it did not show may have been kept out. */
  wasForbidden(window: number, windowMs: number): boolean {
    const wasClouded = this.#clouded.delete(window);
    return wasClouded || this.forbiddenUntil > window * windowMs;
  }

  /** Never learns from a process and those below it, and takes out what they showed. */
  forbidTree(pid: number): void {
    if (this.forbidden.has(pid)) return;
    this.#remember(pid);
    for (const held of [this.#current, this.#previous])
      for (const [key, { tree }] of held) if (tree.includes(pid)) held.delete(key);
  }

  /** Learns nothing until a time, and takes out what was shown since another. */
  forbidUntil(until: number, from: number | undefined): void {
    this.forbiddenUntil = Math.max(this.forbiddenUntil, until);
    if (from === undefined) return;
    for (const held of [this.#current, this.#previous])
      for (const [key, { time }] of held) if (time >= from) held.delete(key);
  }

  hold(pending: Pending): void {
    if (this.#current.size >= maxPending) this.hasOverflowed = true;
    else this.#current.set(`${pending.dimension} ${pending.key}`, pending);
  }

  /** What can be counted now: the window before the one that just ended. */
  turn(): readonly Pending[] {
    const settled = [...this.#previous.values()];
    this.#previous = this.#current;
    this.#current = new Map();
    this.types.clear();
    return settled;
  }

  #remember(pid: number): void {
    this.forbidden.add(pid);
    const [oldest] = this.forbidden;
    if (this.forbidden.size > maxForbidden && oldest !== undefined) this.forbidden.delete(oldest);
  }
}
