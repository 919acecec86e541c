import type {
  Behaviour,
  DimensionProfile,
  DimensionState,
  ProfileDimension,
} from '#model/profile.ts';
import { defaultChildren, mayCollapse, patternsFor } from './pattern.ts';
import { looserKeys } from './template.ts';

/** Examples that a behaviour keeps. */
const maxExamples = 5;
/** Behaviours that are compared with one that is new. */
const maxCompared = 2000;
/** Replicas of which a behaviour knows the names: more than any quorum asks for. */
const maxReplicas = 64;

/** Where names of files are. */
const looseDimensions: ReadonlySet<ProfileDimension> = new Set(['exec', 'file_write', 'file_read']);

/** A behaviour while it is learnt. */
export interface Cell {
  readonly key: string;
  windows: number;
  first: number;
  last: number;
  origin: Behaviour['origin'];
  readonly examples: string[];
  /** Names of replicas that showed it since the start of this program. */
  readonly seenBy: Set<string>;
  /** Seen only from processes that an engine's `exec` brought. */
  visit: boolean;
  /** Replicas that stored profiles had already counted. */
  earlierReplicas: number;
}

/** One showing of a behaviour in one window of one replica. */
export interface Presence {
  readonly key: string;
  readonly example: string;
  readonly replica: string;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  /** From a process that an engine's `exec` brought. */
  readonly visit?: boolean;
}

/** The behaviours of one dimension with the patterns that stand for many of them. */
export class DimensionLearner {
  readonly dimension: ProfileDimension;
  state: DimensionState = 'learning';
  windows = 0;
  /** Raised when an answer of `find` may have changed. */
  generation = 0;
  readonly cells = new Map<string, Cell>();
  readonly #modes = new Map<string, 'keep' | 'split'>();
  readonly #collapsed = new Set<string>();
  readonly #children = new Map<string, Set<string>>();
  readonly #maxChildren: number;

  constructor(dimension: ProfileDimension, maxChildren = defaultChildren) {
    this.dimension = dimension;
    this.#maxChildren = maxChildren;
  }

  /** The behaviour that `key` belongs to: itself, or what stands for it. */
  find(key: string): Cell | undefined {
    const own = this.cells.get(key) ?? this.#loose(key);
    if (own !== undefined) return own;
    for (const pattern of patternsFor(this.dimension, key)) {
      const cell = this.cells.get(pattern);
      if (cell !== undefined) return cell;
    }
    return undefined;
  }

  /** Counts one window for the behaviour. False: it would be new and there is no room. */
  count(presence: Presence, room: boolean): boolean {
    const pattern = this.#standing(presence.key);
    const known = this.cells.get(pattern ?? presence.key) ?? this.#loose(presence.key);
    if (known === undefined && !room) return false;
    const cell = known ?? this.#create(pattern ?? presence.key, presence.time);
    show(cell, presence);
    this.#touchExpected(presence);
    if (pattern === undefined && known === undefined) this.#countChild(presence.key);
    return true;
  }

  /** A window with losses: what is known was there, nothing new is learnt. */
  touch({ key, time }: Presence): void {
    const cell = this.find(key);
    if (cell !== undefined && cell.origin === 'observed') cell.last = Math.max(cell.last, time);
  }

  /** What somebody else says belongs to this workload. */
  expect(key: string, example: string): void {
    if (this.cells.has(key)) return;
    this.generation += 1;
    this.cells.set(key, newCell(key, 0, 'expected', example));
  }

  /** The nearest known behaviours: those that share the most with `key` from its start. */
  nearest(key: string, limit = 3): readonly string[] {
    return Array.from(this.cells.keys().take(maxCompared))
      .map((known) => ({ known, shared: sharedPrefix(known, key) }))
      .sort((a, b) => b.shared - a.shared || (a.known < b.known ? -1 : 1))
      .slice(0, limit)
      .map(({ known }) => known);
  }

  /** Takes in what was stored. `earlier` is the same dimension before: it knows the replicas by name. */
  load(stored: DimensionProfile, earlier?: DimensionLearner): void {
    this.state = stored.state;
    this.windows = stored.windows;
    for (const { pattern, mode } of stored.generalisations ?? []) this.#modes.set(pattern, mode);
    for (const behaviour of stored.behaviours) {
      this.cells.set(behaviour.key, loaded(behaviour, earlier?.cells.get(behaviour.key)?.seenBy));
      if (behaviour.origin !== 'expected') this.#reload(behaviour.key);
    }
    this.generation += 1;
  }

  get generalisations(): readonly { readonly pattern: string; readonly mode: 'keep' | 'split' }[] {
    return [...this.#modes].map(([pattern, mode]) => ({ pattern, mode }));
  }

  /** A behaviour whose made-up part once did look like it. */
  #loose(key: string): Cell | undefined {
    if (!looseDimensions.has(this.dimension)) return undefined;
    for (const looser of looserKeys(key)) {
      const cell = this.cells.get(looser);
      if (cell !== undefined) return cell;
    }
    return undefined;
  }

  #reload(key: string): void {
    if (/\*(?:$|[. :])|\/[0-9]+(?::[^/]*)?$/.test(key)) this.#collapsed.add(key);
    const parent = patternsFor(this.dimension, key)[0];
    if (parent !== undefined && !this.cells.has(parent)) this.#childrenOf(parent).add(key);
  }

  /** The pattern that already stands for `key`; a person's word comes first. */
  #standing(key: string): string | undefined {
    if (this.cells.get(key)?.origin === 'observed') return undefined;
    return patternsFor(this.dimension, key).find(
      (pattern) =>
        this.#modes.get(pattern) === 'keep' ||
        (this.#collapsed.has(pattern) && this.#modes.get(pattern) !== 'split'),
    );
  }

  #create(key: string, time: number): Cell {
    const cell = newCell(key, time, 'observed');
    this.cells.set(key, cell);
    this.generation += 1;
    return cell;
  }

  #countChild(key: string): void {
    const parent = patternsFor(this.dimension, key)[0];
    if (parent === undefined || !mayCollapse(this.dimension, parent)) return;
    const children = this.#childrenOf(parent);
    children.add(key);
    if (children.size > this.#maxChildren && this.#modes.get(parent) !== 'split')
      this.#collapse(parent);
  }

  #childrenOf(parent: string): Set<string> {
    const existing = this.#children.get(parent);
    if (existing !== undefined) return existing;
    const made = new Set<string>();
    this.#children.set(parent, made);
    return made;
  }

  /** Makes one behaviour of all that the pattern covers. It was seen in at least as many windows as they differ in. */
  #collapse(pattern: string): void {
    const covered = [...this.cells.values()].filter(
      ({ key, origin }) =>
        origin !== 'expected' && patternsFor(this.dimension, key).includes(pattern),
    );
    const isSeen = covered.some(({ origin }) => origin === 'observed');
    const cell = newCell(pattern, 0, isSeen ? 'observed' : 'carried');
    cell.visit = covered.every(({ visit }) => visit);
    for (const one of covered) {
      absorb(cell, one);
      this.cells.delete(one.key);
      this.#children.delete(one.key);
    }
    cell.windows = Math.max(cell.windows, new Set(covered.map(({ first }) => first)).size);
    this.cells.set(pattern, cell);
    this.#children.delete(pattern);
    this.#collapsed.add(pattern);
    this.generation += 1;
    this.#countChild(pattern);
  }

  #touchExpected({ key, time }: Presence): void {
    for (const pattern of patternsFor(this.dimension, key)) {
      const cell = this.cells.get(pattern);
      if (cell?.origin === 'expected') cell.last = Math.max(cell.last, time);
    }
  }
}

/** Replicas that showed a behaviour. Those of a stored profile may be the same as those of now: the larger count is proven. */
export function replicasOf(cell: Cell): number {
  return Math.max(cell.earlierReplicas, cell.seenBy.size);
}

/** A behaviour as it is stored. */
export function behaviourOf(cell: Cell): Behaviour {
  const { key, windows, first, last, origin, examples, visit } = cell;
  const replicas = replicasOf(cell);
  const shown = { key, windows, replicas, first, last, origin, examples: [...examples] };
  return visit ? { ...shown, visit } : shown;
}

function show(cell: Cell, { example, replica, time, visit = false }: Presence): void {
  cell.visit = visit && (cell.visit || cell.windows === 0);
  cell.first = cell.origin === 'expected' ? time : Math.min(cell.first, time);
  cell.windows += 1;
  cell.last = Math.max(cell.last, time);
  cell.origin = 'observed';
  if (cell.seenBy.size < maxReplicas) cell.seenBy.add(replica);
  if (cell.examples.length < maxExamples && !cell.examples.includes(example))
    cell.examples.push(example);
}

function absorb(into: Cell, one: Cell): void {
  into.windows = Math.max(into.windows, one.windows);
  into.first = into.first === 0 ? one.first : Math.min(into.first, one.first);
  into.last = Math.max(into.last, one.last);
  into.earlierReplicas = Math.max(into.earlierReplicas, one.earlierReplicas);
  for (const replica of one.seenBy) if (into.seenBy.size < maxReplicas) into.seenBy.add(replica);
  for (const example of one.examples)
    if (into.examples.length < maxExamples) into.examples.push(example);
}

function newCell(key: string, time: number, origin: Cell['origin'], example?: string): Cell {
  return {
    key,
    windows: 0,
    first: time,
    last: time,
    origin,
    examples: example === undefined ? [] : [example],
    seenBy: new Set(),
    earlierReplicas: 0,
    visit: false,
  };
}

function loaded(behaviour: Behaviour, seenBy: ReadonlySet<string> = new Set()): Cell {
  return {
    ...newCell(behaviour.key, behaviour.first, behaviour.origin),
    windows: behaviour.windows,
    visit: behaviour.visit === true,
    last: behaviour.last,
    examples: behaviour.examples.slice(0, maxExamples),
    earlierReplicas: behaviour.replicas,
    seenBy: new Set(seenBy),
  };
}

function sharedPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at += 1;
  return at;
}
