/** The states of an automaton. A state is its number times `classes`, so that following one is an addition and a look-up. */
export interface Table {
  readonly next: Uint16Array | Uint32Array;
  /** The class of each byte; letters of either case share one. Class 0 holds what no pattern has. */
  readonly classOf: Uint8Array;
  readonly classes: number;
  /** States from here on end a pattern: `firstOutput` times `classes`. */
  readonly firstHit: number;
  readonly firstOutput: number;
  /** Numbers of the patterns that end in state `firstOutput + index`. */
  readonly outputs: readonly (readonly number[])[];
}

interface State {
  readonly children: Map<number, number>;
  fail: number;
  patterns: readonly number[];
}

/** Builds the table that finds `patterns` in either case of ASCII letters. */
export function buildTable(patterns: readonly Uint8Array[]): Table {
  const { classOf, classes } = classesOf(patterns);
  const states = trieOf(patterns, classOf);
  const order = linkFailures(states);
  const silent = order.filter((state) => states[state]?.patterns.length === 0);
  const speaking = order.filter((state) => states[state]?.patterns.length !== 0);
  const numberOf = new Uint32Array(states.length);
  for (const [index, state] of [...silent, ...speaking].entries()) numberOf[state] = index;
  return {
    next: transitionsOf(states, order, numberOf, classes),
    classOf,
    classes,
    firstOutput: silent.length,
    firstHit: silent.length * classes,
    outputs: speaking.map((state) => states[state]?.patterns ?? []),
  };
}

function classesOf(patterns: readonly Uint8Array[]): { classOf: Uint8Array; classes: number } {
  const classOf = new Uint8Array(256);
  let classes = 1;
  for (const byte of patterns.flatMap((pattern) => [...pattern])) {
    const lower = lowerCase(byte);
    if (classOf[lower] !== 0 || classes === 256) continue;
    classOf[lower] = classes;
    if (lower >= 0x61 && lower <= 0x7a) classOf[lower - 32] = classes;
    classes += 1;
  }
  return { classOf, classes };
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
}

function trieOf(patterns: readonly Uint8Array[], classOf: Uint8Array): State[] {
  const states: State[] = [{ children: new Map(), fail: 0, patterns: [] }];
  for (const [number, pattern] of patterns.entries()) {
    let at = 0;
    for (const byte of pattern) at = child(states, at, classOf[byte] ?? 0);
    const end = states[at];
    if (end !== undefined) end.patterns = [...end.patterns, number];
  }
  return states;
}

function child(states: State[], parent: number, byteClass: number): number {
  const known = states[parent]?.children.get(byteClass);
  if (known !== undefined) return known;
  states.push({ children: new Map(), fail: 0, patterns: [] });
  states[parent]?.children.set(byteClass, states.length - 1);
  return states.length - 1;
}

/** Sets where each state falls back to, adds what ends there too, and gives the states breadth first. */
function linkFailures(states: readonly State[]): readonly number[] {
  const order = [0];
  for (const number of order) {
    const state = stateAt(states, number);
    for (const [byteClass, target] of state.children) {
      order.push(target);
      if (number === 0) continue;
      const next = stateAt(states, target);
      next.fail = fallback(states, state.fail, byteClass);
      next.patterns = [...next.patterns, ...stateAt(states, next.fail).patterns];
    }
  }
  return order;
}

function stateAt(states: readonly State[], number: number): State {
  return states[number] as State;
}

function fallback(states: readonly State[], from: number, byteClass: number): number {
  let at = from;
  for (;;) {
    const target = states[at]?.children.get(byteClass);
    if (target !== undefined) return target;
    if (at === 0) return 0;
    at = states[at]?.fail ?? 0;
  }
}

function transitionsOf(
  states: readonly State[],
  order: readonly number[],
  numberOf: Uint32Array,
  classes: number,
): Uint16Array | Uint32Array {
  const size = states.length * classes;
  const next = size <= 0x10000 ? new Uint16Array(size) : new Uint32Array(size);
  function rowOf(state: number): number {
    return (numberOf[state] as number) * classes;
  }
  for (const number of order) {
    const state = stateAt(states, number);
    const row = rowOf(number);
    // Breadth first: the row of the state that this one falls back to is complete.
    next.copyWithin(row, rowOf(state.fail), rowOf(state.fail) + classes);
    for (const [byteClass, target] of state.children) next[row + byteClass] = rowOf(target);
  }
  return next;
}
