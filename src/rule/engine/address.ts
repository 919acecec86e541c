/**
 * IPv4 and IPv6 addresses and networks as numbers: the family and 128 bits in four words. An address of one family is never
 * equal to one of the other, and IPv4-mapped ones do not occur (the model gives them as IPv4).
 */
export interface Address {
  readonly family: 4 | 6;
  /** One word for IPv4, four for IPv6; unsigned. */
  readonly words: readonly number[];
}

export interface Network {
  readonly address: Address;
  readonly masks: readonly number[];
}

/** `undefined` when `text` is no address. */
export function tryParseAddress(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  if (text.includes(':')) return parseSix(text);
  const word = tryParseFour(text);
  return word === undefined ? undefined : { family: 4, words: [word] };
}

/** `10.0.0.1` as an unsigned number. Four decimal parts, as inet_pton(3) wants them. */
function tryParseFour(text: string): number | undefined {
  const match = dotted.exec(text);
  if (match === null) return undefined;
  let word = 0;
  for (let part = 1; part <= 4; part += 1) {
    const value = Number(match[part]);
    if (value > 255) return undefined;
    word = word * 256 + value;
  }
  return word;
}
const dotted = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** `10.0.0.0/8`, `2001:db8::/32`; an address alone is a network of itself. */
export function tryParseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const address = tryParseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const width = address.family === 4 ? 32 : 128;
  const bits = slash < 0 ? width : tryPrefix(text.slice(slash + 1));
  if (bits === undefined || bits > width) return undefined;
  return { address, masks: address.words.map((_, word) => maskOf(bits - word * 32)) };
}

/** Whether `address` lies in `network`; false across families. */
export function isWithin(address: Address, network: Network): boolean {
  if (address.family !== network.address.family) return false;
  return address.words.every(
    (word, at) => ((word ^ (network.address.words[at] ?? 0)) & (network.masks[at] ?? 0)) === 0,
  );
}

/** Canonical text, as RFC 5952 has it for IPv6; the text itself when it is no address. */
export function canonicalAddress(text: string): string {
  const address = tryParseAddress(text);
  if (address === undefined) return text;
  if (address.family === 4) return fourText(address.words[0] ?? 0);
  return sixText(address.words);
}

function fourText(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

function sixText(words: readonly number[]): string {
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return fourText(words[3] ?? 0);
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const [start, length] = longestZeros(groups);
  if (length < 2) return hexGroups(groups);
  return `${hexGroups(groups.slice(0, start))}::${hexGroups(groups.slice(start + length))}`;
}

function hexGroups(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

function longestZeros(groups: readonly number[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  let start = 0;
  for (let at = 0; at <= groups.length; at += 1) {
    if (at < groups.length && groups[at] === 0) continue;
    if (at - start > best[1]) best = [start, at - start];
    start = at + 1;
  }
  return best;
}

function tryPrefix(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

function maskOf(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? -1 : -1 << (32 - bits);
}

function parseSix(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [front, back] = halves.map(groupsOf);
  if (front === undefined) return undefined;
  if (halves.length === 1) return front.length === 8 ? six(front) : undefined;
  if (back === undefined || front.length + back.length > 7) return undefined;
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => 0);
  return six([...front, ...zeros, ...back]);
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [at, part] of parts.entries()) {
    const four = at === parts.length - 1 && part.includes('.') ? tryParseFour(part) : undefined;
    if (four !== undefined) groups.push(four >>> 16, four & 0xffff);
    else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function six(groups: readonly number[]): Address {
  const words = [0, 2, 4, 6].map((at) => (((groups[at] ?? 0) << 16) | (groups[at + 1] ?? 0)) >>> 0);
  return { family: 6, words };
}
