import { type PortRange, type Ports, type Protocol, protocols } from '#model/network.ts';

/**
 * Ports of all protocols on one line: port p of the n-th protocol stands at n * 65536 + p, so ranges of two protocols never
 * touch. `bounds` holds first and last of each range in order. Equal sets of one space are the same object.
 */
export interface PortSet {
  readonly id: number;
  readonly bounds: readonly number[];
}

const span = 65_536;

/** Where the ports of a protocol begin on the line. */
function placeOf(protocol: Protocol, port: number): number {
  return protocols.indexOf(protocol) * span + port;
}

/** Makes and keeps port sets, so that equality is identity and each pair is computed once. */
export class PortSpace {
  readonly #byText = new Map<string, PortSet>();
  readonly #results = new Map<number, PortSet>();
  readonly none: PortSet;
  readonly all: PortSet;

  constructor() {
    this.none = this.#intern([]);
    this.all = this.of(protocols.map((protocol) => ({ protocol, first: 1, last: span - 1 })));
  }

  /** A set of ranges in any order; what lies outside 1 to 65535 is cut off. */
  of(ranges: readonly PortRange[]): PortSet {
    const pairs = ranges
      .map(
        ({ protocol, first, last }) =>
          [
            placeOf(protocol, Math.max(first, 1)),
            placeOf(protocol, Math.min(last, span - 1)),
          ] as const,
      )
      .filter(([first, last]) => first <= last)
      .sort(([a], [b]) => a - b);
    return this.#intern(merged(pairs));
  }

  union(a: PortSet, b: PortSet): PortSet {
    if (a === b || b === this.none || a === this.all) return a;
    if (a === this.none || b === this.all) return b;
    return this.#cached(0, a, b, () => merged(pairsOf([a, b])));
  }

  intersect(a: PortSet, b: PortSet): PortSet {
    if (a === b || b === this.all || a === this.none) return a;
    if (a === this.all || b === this.none) return b;
    return this.#cached(1, a, b, () => intersection(a.bounds, b.bounds));
  }

  /** What is in `a` and not in `b`. */
  subtract(a: PortSet, b: PortSet): PortSet {
    if (b === this.none || a === this.none) return a;
    if (a === b || b === this.all) return this.none;
    return this.#cached(2, a, b, () => intersection(a.bounds, complement(b.bounds)));
  }

  unionOf(sets: Iterable<PortSet>): PortSet {
    let result = this.none;
    for (const one of sets) result = this.union(result, one);
    return result;
  }

  /** Whether every port of `inner` is in `outer`. */
  includes(outer: PortSet, inner: PortSet): boolean {
    return this.subtract(inner, outer) === this.none;
  }

  /** As reports hold it. */
  toPorts(set: PortSet): Ports {
    return { all: set === this.all, ranges: rangesOf(set) };
  }

  fromPorts({ ranges }: Ports): PortSet {
    return this.of(ranges);
  }

  #cached(operation: number, a: PortSet, b: PortSet, make: () => readonly number[]): PortSet {
    const key = (a.id * 2 ** 24 + b.id) * 4 + operation;
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const made = this.#intern(make());
    this.#results.set(key, made);
    return made;
  }

  #intern(bounds: readonly number[]): PortSet {
    const text = bounds.join(',');
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const made = { id: this.#byText.size, bounds };
    this.#byText.set(text, made);
    return made;
  }
}

/** The ranges of a set, sorted by protocol and port. */
export function rangesOf({ bounds }: PortSet): readonly PortRange[] {
  const ranges: PortRange[] = [];
  for (let at = 0; at < bounds.length; at += 2) {
    const first = bounds[at] ?? 0;
    const protocol = protocols[Math.floor(first / span)] ?? 'TCP';
    ranges.push({ protocol, first: first % span, last: (bounds[at + 1] ?? 0) % span });
  }
  return ranges;
}

function pairsOf(sets: readonly PortSet[]): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (const { bounds } of sets)
    for (let at = 0; at < bounds.length; at += 2)
      pairs.push([bounds[at] ?? 0, bounds[at + 1] ?? 0]);
  return pairs.sort(([a], [b]) => a - b);
}

function merged(pairs: readonly (readonly [number, number])[]): readonly number[] {
  const bounds: number[] = [];
  for (const [first, last] of pairs) {
    const end = bounds.at(-1);
    if (end === undefined || first > end + 1) bounds.push(first, last);
    else if (last > end) bounds[bounds.length - 1] = last;
  }
  return bounds;
}

function intersection(a: readonly number[], b: readonly number[]): readonly number[] {
  const bounds: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const [firstA = 0, lastA = 0] = [a[i], a[i + 1]];
    const [firstB = 0, lastB = 0] = [b[j], b[j + 1]];
    const first = Math.max(firstA, firstB);
    const last = Math.min(lastA, lastB);
    if (first <= last) bounds.push(first, last);
    if (lastA < lastB) i += 2;
    else j += 2;
  }
  return bounds;
}

function complement(bounds: readonly number[]): readonly number[] {
  const gaps: number[] = [];
  let next = 0;
  for (let at = 0; at < bounds.length; at += 2) {
    const first = bounds[at] ?? 0;
    if (first > next) gaps.push(next, first - 1);
    next = (bounds[at + 1] ?? 0) + 1;
  }
  gaps.push(next, protocols.length * span);
  return gaps;
}
