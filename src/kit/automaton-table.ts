/** The states of an automaton over classes of bytes: `next[(state << shift) + class]` follows one. */
export interface Table {
  readonly next: Uint16Array | Uint32Array;
  /** The class of each byte; letters of either case share one. Class 0 holds what no pattern has. */
  readonly classOf: Uint8Array;
  readonly shift: number;
  /** States from here on end a pattern. */
  readonly firstOutput: number;
  /** Numbers of the patterns that end in state `firstOutput + index`, the longest first. */
  readonly outputs: readonly (readonly number[])[];
}

/** Builds the table that finds `patterns` in either case of ASCII letters. */
export function buildTable(patterns: readonly Uint8Array[]): Table {
  const { classOf, classes } = classesOf(patterns);
  const trie = trieOf(patterns, classOf);
  const order = linkFailures(trie);
  const silent = order.filter((state) => trie.patterns[state] === undefined);
  const speaking = order.filter((state) => trie.patterns[state] !== undefined);
  const numberOf = new Uint32Array(order.length);
  for (let index = 0; index < silent.length; index += 1) numberOf[silent[index] ?? 0] = index;
  for (let index = 0; index < speaking.length; index += 1)
    numberOf[speaking[index] ?? 0] = silent.length + index;
  const shift = 32 - Math.clz32(classes - 1);
  return {
    next: transitionsOf(trie, order, numberOf, shift),
    classOf,
    shift,
    firstOutput: silent.length,
    outputs: [...speaking].map((state) => trie.patterns[state] ?? []),
  };
}

function classesOf(patterns: readonly Uint8Array[]): { classOf: Uint8Array; classes: number } {
  const classOf = new Uint8Array(256);
  let classes = 1;
  for (const pattern of patterns)
    for (const byte of pattern) {
      const lower = lowerCase(byte);
      if (classOf[lower] !== 0 || classes === 256) continue;
      classOf[lower] = classes;
      if (lower >= 0x61 && lower <= 0x7a) classOf[lower - 32] = classes;
      classes += 1;
    }
  return { classOf, classes };
}

/** ASCII letters in lower case, other bytes as they are. */
export function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
}

/** A tree in flat arrays; 0, the root, is nobody's child or sibling and so stands for none. */
interface Trie {
  size: number;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  readonly byteClass: Uint8Array;
  readonly fail: Int32Array;
  readonly patterns: (readonly number[] | undefined)[];
}

function trieOf(patterns: readonly Uint8Array[], classOf: Uint8Array): Trie {
  const most = patterns.reduce((sum, { length }) => sum + length, 1);
  const trie: Trie = {
    size: 1,
    firstChild: new Int32Array(most),
    nextSibling: new Int32Array(most),
    byteClass: new Uint8Array(most),
    fail: new Int32Array(most),
    patterns: [],
  };
  for (const [number, pattern] of patterns.entries()) {
    let at = 0;
    for (const byte of pattern) {
      const byteClass = classOf[byte] ?? 0;
      at = childOf(trie, at, byteClass) || addChild(trie, at, byteClass);
    }
    trie.patterns[at] = [...(trie.patterns[at] ?? []), number];
  }
  return trie;
}

function childOf({ firstChild, nextSibling, byteClass }: Trie, state: number, wanted: number) {
  let at = firstChild[state] as number;
  while (at !== 0 && byteClass[at] !== wanted) at = nextSibling[at] as number;
  return at;
}

function addChild(trie: Trie, parent: number, byteClass: number): number {
  const state = trie.size;
  trie.size += 1;
  trie.byteClass[state] = byteClass;
  trie.nextSibling[state] = trie.firstChild[parent] as number;
  trie.firstChild[parent] = state;
  return state;
}

/** Sets where each state falls back to, adds what ends there too, and gives the states breadth first. */
function linkFailures(trie: Trie): Uint32Array {
  const { firstChild, nextSibling } = trie;
  const order = new Uint32Array(trie.size);
  let filled = 1;
  for (const state of order)
    for (let child = firstChild[state] as number; child !== 0; ) {
      order[filled] = child;
      filled += 1;
      if (state !== 0) linkFailure(trie, child, trie.fail[state] as number);
      child = nextSibling[child] as number;
    }
  return order;
}

/** `from`: where the parent falls back to. */
function linkFailure(trie: Trie, state: number, from: number): void {
  const back = fallback(trie, from, trie.byteClass[state] as number);
  trie.fail[state] = back;
  const [own = [], ending] = [trie.patterns[state], trie.patterns[back]];
  if (ending !== undefined) trie.patterns[state] = [...own, ...ending];
}

function fallback(trie: Trie, from: number, byteClass: number): number {
  let at = from;
  for (;;) {
    const target = childOf(trie, at, byteClass);
    if (target !== 0 || at === 0) return target;
    at = trie.fail[at] as number;
  }
}

function transitionsOf(
  { firstChild, nextSibling, byteClass, fail, size }: Trie,
  order: Uint32Array,
  numberOf: Uint32Array,
  shift: number,
): Uint16Array | Uint32Array {
  const next = size <= 0x10000 ? new Uint16Array(size << shift) : new Uint32Array(size << shift);
  for (const state of order) {
    const row = (numberOf[state] as number) << shift;
    const model = (numberOf[fail[state] as number] as number) << shift;
    // Breadth first: the row of the state that this one falls back to is complete.
    if (row !== model) next.copyWithin(row, model, model + (1 << shift));
    for (let child = firstChild[state] as number; child !== 0; child = nextSibling[child] as number)
      next[row + (byteClass[child] as number)] = numberOf[child] as number;
  }
  return next;
}
