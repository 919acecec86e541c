import { Bits } from './bits.ts';

/**
 * Addresses of both families on one line: IPv4 at 0 to 2^32 - 1, IPv6 behind `v6Base`; the families never touch.
 */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

const v4Last = 2n ** 32n - 1n;
const v6Base = 2n ** 64n;
const v6Last = v6Base + 2n ** 128n - 1n;

export const allV4: AddressRange = { first: 0n, last: v4Last };
export const allV6: AddressRange = { first: v6Base, last: v6Last };

export function familyOf({ first }: AddressRange): 4 | 6 {
  return first <= v4Last ? 4 : 6;
}

/** Reads an address or a CIDR; `undefined` for what is neither. Bits behind the prefix are dropped, as Kubernetes does. */
export function tryParseCidr(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const address = tryParseAddress(slash === -1 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = address <= v4Last ? 32 : 128;
  const prefix = slash === -1 ? bits : tryParsePrefix(text.slice(slash + 1), bits);
  if (prefix === undefined) return undefined;
  const size = 2n ** BigInt(bits - prefix);
  const base = bits === 32 ? 0n : v6Base;
  const first = base + ((address - base) / size) * size;
  return { first, last: first + size - 1n };
}

function tryParsePrefix(text: string, most: number): number | undefined {
  if (!/^\d{1,3}$/.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= most ? prefix : undefined;
}

/** The place of an address on the line. */
function tryParseAddress(text: string): bigint | undefined {
  if (text.length > 45) return undefined;
  return text.includes(':') ? tryParseV6(text) : tryParseV4(text);
}

function tryParseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function tryParseV6(text: string): bigint | undefined {
  const groups = v6Groups(text);
  if (groups === undefined) return undefined;
  let value = 0n;
  for (const group of groups) value = value * 65_536n + BigInt(group);
  return value >> 32n === 0xffffn ? value & v4Last : v6Base + value;
}

function v6Groups(text: string): readonly number[] | undefined {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return undefined;
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...Array.from({ length: missing }, () => 0), ...after];
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const groups: number[] = [];
  for (const part of last.includes('.') ? parts.slice(0, -1) : parts) {
    if (!/^[\da-fA-F]{1,4}$/.test(part)) return undefined;
    groups.push(Number.parseInt(part, 16));
  }
  if (!last.includes('.')) return groups;
  const v4 = tryParseV4(last);
  return v4 === undefined ? undefined : [...groups, Number(v4 >> 16n), Number(v4 & 0xffffn)];
}

/** As people write it; IPv6 as RFC 5952 says. */
export function formatAddress(place: bigint): string {
  if (place <= v4Last)
    return [24n, 16n, 8n, 0n].map((shift) => String((place >> shift) & 255n)).join('.');
  const value = place - v6Base;
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((value >> BigInt(112 - at * 16)) & 0xffffn).toString(16),
  );
  return shortened(groups);
}

function shortened(groups: readonly string[]): string {
  let best = { at: -1, length: 1 };
  for (let at = 0; at < groups.length; at += 1) {
    let end = at;
    while (groups[end] === '0') end += 1;
    if (end - at > best.length) best = { at, length: end - at };
  }
  if (best.at === -1) return groups.join(':');
  const head = groups.slice(0, best.at).join(':');
  return `${head}::${groups.slice(best.at + best.length).join(':')}`;
}

/** The shortest list of CIDRs for a range, cut after `most`. */
export function cidrsOf({ first, last }: AddressRange, most = 32): readonly string[] {
  const base = first <= v4Last ? 0n : v6Base;
  const bits = base === 0n ? 32 : 128;
  const cidrs: string[] = [];
  let at = first;
  while (at <= last && cidrs.length < most) {
    let length = 0;
    while (length < bits && fits(at - base, length + 1, last - at + 1n)) length += 1;
    cidrs.push(`${formatAddress(at)}/${bits - length}`);
    at += 2n ** BigInt(length);
  }
  return cidrs;
}

function fits(place: bigint, length: number, left: bigint): boolean {
  const size = 2n ** BigInt(length);
  return place % size === 0n && size <= left;
}

/** Ranges of RFC 6890 that are not of the public internet. */
const special: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
const publicV6 = '2000::/3';

/** Whether a range has addresses of the public internet. */
export function hasPublicAddress({ first, last }: AddressRange): boolean {
  if (first > v4Last) {
    const global = tryParseCidr(publicV6);
    return global !== undefined && first <= global.last && last >= global.first;
  }
  let next = first;
  for (const text of special) {
    const range = tryParseCidr(text);
    if (range === undefined || next < range.first) continue;
    if (next <= range.last) next = range.last + 1n;
    if (next > last) return false;
  }
  return true;
}

/** The address space cut at every boundary that a policy names; each piece is one member of a set of bits. */
export class AddressSpace {
  /** First address of each piece, rising; a piece ends where the next begins or where its family does. */
  readonly #starts: readonly bigint[];
  /** Rows are shared, so the same sets are asked for again and again. */
  readonly #ranges = new WeakMap<Bits, readonly AddressRange[]>();
  readonly all: Bits;

  constructor(ranges: Iterable<AddressRange>) {
    const starts = new Set([allV4.first, allV6.first]);
    for (const { first, last } of ranges) {
      starts.add(first);
      if (last !== v4Last && last !== v6Last) starts.add(last + 1n);
    }
    this.#starts = [...starts].sort((a, b) => (a < b ? -1 : 1));
    this.all = Bits.range(0, this.#starts.length);
  }

  get size(): number {
    return this.#starts.length;
  }

  /** All pieces, so that another space can be cut at the same places. */
  get pieces(): readonly AddressRange[] {
    return this.#starts.map((_, at) => this.rangeOf(at));
  }

  /** The pieces of a range whose ends are boundaries; of others those that touch it. */
  within({ first, last }: AddressRange): Bits {
    return Bits.range(this.pieceOf(first), this.pieceOf(last) + 1);
  }

  /** The piece that holds an address. */
  pieceOf(place: bigint): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0n) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  rangeOf(piece: number): AddressRange {
    const first = this.#starts[piece] ?? 0n;
    const next = this.#starts[piece + 1];
    if (next === undefined) return { first, last: v6Last };
    return { first, last: next === v6Base ? v4Last : next - 1n };
  }

  /** A set of pieces as ranges, neighbours merged. */
  rangesOf(pieces: Bits): readonly AddressRange[] {
    const known = this.#ranges.get(pieces) ?? this.#merge(pieces);
    this.#ranges.set(pieces, known);
    return known;
  }

  #merge(pieces: Bits): readonly AddressRange[] {
    const ranges: AddressRange[] = [];
    pieces.each((piece) => {
      const range = this.rangeOf(piece);
      const previous = ranges.at(-1);
      if (previous !== undefined && previous.last + 1n === range.first)
        ranges[ranges.length - 1] = { first: previous.first, last: range.last };
      else ranges.push(range);
    });
    return ranges;
  }
}
