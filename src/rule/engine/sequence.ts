import { keptEvent } from '#event/keep.ts';
import type { EarlierEvent } from './rule-set.ts';
import { type AnyEvent, millisecondsOf } from './value.ts';

/** Bounds of one rule. */
const mostPartials = 10_000;
const mostPerKey = 16;
/** Events that come later than others, though they happened earlier, are sorted in within this time. */
const lateMs = 2000;

/** Tries a condition with the earlier events of a sequence at hand. */
export type Holds = (event: AnyEvent, steps: ReadonlyMap<string, AnyEvent>) => boolean;

export interface SequenceParts {
  readonly names: readonly string[];
  readonly withinMs: number;
  /** The condition of each step, and last that of the rule. */
  readonly conditions: readonly Holds[];
}

/** What a sequence began with. */
interface Partial {
  /** Kept copies, oldest first. */
  readonly events: ReadonlyMap<string, AnyEvent>;
  readonly first: number;
  readonly last: number;
}

interface KeyState {
  partials: readonly Partial[];
  /** Events of the last kind that came before anything led to them. */
  finals: readonly { readonly event: AnyEvent; readonly time: number }[];
}

/** A sequence that is whole: its last event and those before. */
export interface Completion {
  readonly event: AnyEvent;
  readonly earlier: readonly EarlierEvent[];
}

/**
 * Partial matches of one rule by key. Time is that of events; what is older than the window is forgotten, and so is the oldest when
 * there are too many.
 */
export class SequenceState {
  evicted = 0;
  private readonly parts: SequenceParts;
  private readonly states = new Map<string, KeyState>();
  private count = 0;
  private turns = 0;

  constructor(parts: SequenceParts) {
    this.parts = parts;
  }

  /** An event satisfies step `step`. Gives what it completes, which only a late one does. */
  observe(step: number, key: string, event: AnyEvent): Completion | undefined {
    const time = millisecondsOf(event);
    const state = this.stateOf(key, time);
    const name = this.parts.names[step] ?? '';
    const kept = keep(event);
    const advanced =
      step === 0
        ? [{ events: new Map([[name, kept]]), first: time, last: time }]
        : this.advanced(state, step, event).map((partial) => ({
            events: new Map([...partial.events, [name, kept]]),
            first: partial.first,
            last: time,
          }));
    this.replace(key, state, [...state.partials, ...advanced]);
    return step + 1 === this.parts.names.length ? this.lateFinal(key, state) : undefined;
  }

  /** An event satisfies the last condition, at least as far as it can be told without the others. */
  complete(key: string, event: AnyEvent): Completion | undefined {
    const time = millisecondsOf(event);
    const state = this.stateOf(key, time);
    const found = this.completing(state, event, time);
    if (found === undefined) {
      const finals = state.finals.filter((final) => Math.abs(final.time - time) <= lateMs);
      state.finals = [...finals, { event: keep(event), time }].slice(-4);
      return undefined;
    }
    this.replace(key, state, without(state.partials, found));
    return { event, earlier: earlierOf(found) };
  }

  /** An event says that what happens here is no sequence. */
  clear(key: string): void {
    const state = this.states.get(key);
    if (state === undefined) return;
    this.count -= state.partials.length;
    this.states.delete(key);
  }

  /** Goes on with what another set of rules remembered of the same rule. */
  take(old: SequenceState): void {
    for (const [key, state] of old.states) this.states.set(key, state);
    this.count = old.count;
    this.evicted = old.evicted;
  }

  private lateFinal(key: string, state: KeyState): Completion | undefined {
    for (const final of state.finals) {
      const found = this.completing(state, final.event, final.time);
      if (found === undefined) continue;
      state.finals = state.finals.filter((one) => one !== final);
      this.replace(key, state, without(state.partials, found));
      return { event: final.event, earlier: earlierOf(found) };
    }
    return undefined;
  }

  /** The newest whole sequence that leads to this event. */
  private completing(state: KeyState, event: AnyEvent, time: number): Partial | undefined {
    const { names, withinMs, conditions } = this.parts;
    const last = conditions[names.length];
    return state.partials.findLast(
      (partial) =>
        partial.events.size === names.length &&
        partial.last <= time &&
        time - partial.first <= withinMs &&
        last?.(event, partial.events) === true,
    );
  }

  private advanced(state: KeyState, step: number, event: AnyEvent): readonly Partial[] {
    const time = millisecondsOf(event);
    const condition = this.parts.conditions[step];
    return state.partials.filter(
      (partial) =>
        partial.events.size === step &&
        partial.last <= time &&
        condition?.(event, partial.events) === true,
    );
  }

  /** The state of a key without what is too old. */
  private stateOf(key: string, time: number): KeyState {
    this.forgetOldest(time);
    const before = this.states.get(key);
    if (before === undefined) {
      const made: KeyState = { partials: [], finals: [] };
      this.states.set(key, made);
      return made;
    }
    this.replace(key, before, this.living(before, time));
    return before;
  }

  private living({ partials }: KeyState, time: number): readonly Partial[] {
    const oldest = time - this.parts.withinMs;
    return partials.every(({ first }) => first >= oldest)
      ? partials
      : partials.filter(({ first }) => first >= oldest);
  }

  private replace(key: string, state: KeyState, partials: readonly Partial[]): void {
    const bounded = partials.slice(-mostPerKey);
    this.evicted += partials.length - bounded.length;
    this.count += bounded.length - state.partials.length;
    state.partials = bounded;
    // Keys stand in the order of their last change, so that the oldest are first.
    this.states.delete(key);
    this.states.set(key, state);
  }

  /**
   * Now and then: keys that nothing happened to for the whole window, which stand first, and a tenth of all when there are too many.
   * Many at once, for a map that loses its first keys one by one is slow to walk.
   */
  private forgetOldest(time: number): void {
    this.turns += 1;
    const isOver = this.count > mostPartials || this.states.size > mostPartials;
    if (!isOver && this.turns % 64 !== 0) return;
    const oldest = time - this.parts.withinMs - lateMs;
    const enough = isOver ? mostPartials * 0.9 : Infinity;
    for (const [key, state] of this.states) {
      const isOld = lastTime(state) < oldest;
      if (!isOld && this.count <= enough && this.states.size <= enough) return;
      if (!isOld) this.evicted += state.partials.length;
      this.count -= state.partials.length;
      this.states.delete(key);
    }
  }
}

function lastTime({ partials, finals }: KeyState): number {
  return Math.max(
    -Infinity,
    ...partials.map(({ last }) => last),
    ...finals.map(({ time }) => time),
  );
}

function without(partials: readonly Partial[], used: Partial): readonly Partial[] {
  return partials.filter((partial) => partial !== used && partial.first !== used.first);
}

function earlierOf({ events }: Partial): readonly EarlierEvent[] {
  return [...events].map(([as, event]) => ({ as, event }));
}

function keep(event: AnyEvent): AnyEvent {
  return event.source === 'k8s_audit' ? event : keptEvent(event);
}
