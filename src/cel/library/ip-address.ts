import { CaissonError } from '#kit/error.ts';

/** An IPv4 address (4 bytes) or an IPv6 address (16 bytes, with the zone it was written with, usually ''). */
export interface IpAddress {
  readonly bytes: Uint8Array;
  readonly zone: string;
}

/**
 * Parses an address as Go's `netip.ParseAddr`: four decimal numbers without leading zeros, or RFC 4291 §2.2 with an optional zone
 * (RFC 4007 §11). Throws `input.malformed` with what is wrong, without the text.
 */
export function parseIpAddress(text: string): IpAddress {
  const special = /[.:%]/.exec(text.length > maxLength ? text.slice(0, maxLength) : text)?.[0];
  if (special === '.') return { bytes: parseFour(text), zone: '' };
  if (special === ':') return parseSix(text);
  throw malformed(special === '%' ? 'missing IPv6 address' : 'unable to parse IP');
}

/** The canonical text (RFC 5952): lower case, the longest run of zeros shortened. */
export function formatIpAddress({ bytes, zone }: IpAddress): string {
  if (bytes.length === 4) return bytes.join('.');
  const text = isFourInSix(bytes) ? `::ffff:${bytes.subarray(12).join('.')}` : formatSix(bytes);
  return zone === '' ? text : `${text}%${zone}`;
}

/** Whether it is an IPv4 address written as IPv6, `::ffff:1.2.3.4`. */
export function isFourInSix(bytes: Uint8Array): boolean {
  return (
    bytes.length === 16 &&
    bytes.subarray(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 0xff &&
    bytes[11] === 0xff
  );
}

/** Whether two addresses are the same. */
export function sameAddress(a: IpAddress, b: IpAddress): boolean {
  return a.zone === b.zone && Buffer.compare(a.bytes, b.bytes) === 0;
}

/** A text longer than any address with any zone that means something. */
const maxLength = 4096;

function malformed(why: string): CaissonError {
  return new CaissonError('input.malformed', why);
}

function parseFour(text: string): Uint8Array {
  const parts = text.split('.', 6);
  if (parts.some((part) => part === '')) throw malformed('IPv4 field must have at least one digit');
  const bytes = parts.map(parseOctet);
  if (bytes.length > 4) throw malformed('IPv4 address too long');
  if (bytes.length < 4) throw malformed('IPv4 address too short');
  return Uint8Array.from(bytes);
}

function parseOctet(part: string): number {
  if (/[^0-9]/.test(part)) throw malformed('unexpected character');
  if (part.length > 1 && part.startsWith('0'))
    throw malformed('IPv4 field has octet with leading zero');
  const value = part.length > 3 ? 256 : Number(part);
  if (value > 255) throw malformed('IPv4 field has value >255');
  return value;
}

function parseSix(text: string): IpAddress {
  const percent = text.indexOf('%');
  const zone = percent < 0 ? '' : text.slice(percent + 1);
  if (percent >= 0 && zone === '') throw malformed('zone must be a non-empty string');
  const address = percent < 0 ? text : text.slice(0, percent);
  if (address.length > 64) throw malformed('trailing garbage after address');
  const halves = splitEllipsis(address);
  const head = parseGroups(halves.head, halves.tail === undefined);
  const tail = halves.tail === undefined ? [] : parseGroups(halves.tail, true);
  return { bytes: joinGroups(head, halves.tail === undefined ? undefined : tail), zone };
}

interface Halves {
  readonly head: string;
  /** What follows `::`; absent when there is none. */
  readonly tail?: string;
}

function splitEllipsis(text: string): Halves {
  const at = text.indexOf('::');
  if (at < 0) return { head: text };
  const tail = text.slice(at + 2);
  if (tail.startsWith(':'))
    throw malformed('each colon-separated field must have at least one digit');
  if (tail.includes('::')) throw malformed('multiple :: in address');
  return { head: text.slice(0, at), tail };
}

function parseGroups(text: string, last: boolean): readonly number[] {
  if (text === '') return [];
  const parts = text.split(':');
  const bytes: number[] = [];
  for (const [at, part] of parts.entries()) {
    if (last && at === parts.length - 1 && part.includes('.')) bytes.push(...parseFour(part));
    else bytes.push(...parseGroup(part));
  }
  return bytes;
}

function parseGroup(part: string): readonly [number, number] {
  if (part === '') throw malformed('each colon-separated field must have at least one digit');
  if (part.includes('.'))
    throw malformed('embedded IPv4 address must replace the final 2 fields of the address');
  if (!/^[0-9a-fA-F]+$/.test(part)) throw malformed('unexpected character, want colon');
  if (part.length > 4) throw malformed('each group must have 4 or fewer digits');
  const value = Number.parseInt(part, 16);
  return [value >> 8, value & 0xff];
}

function joinGroups(head: readonly number[], tail: readonly number[] | undefined): Uint8Array {
  const given = head.length + (tail?.length ?? 0);
  if (given > 16) throw malformed('trailing garbage after address');
  if (tail === undefined && given < 16) throw malformed('address string too short');
  if (tail !== undefined && given === 16)
    throw malformed('the :: must expand to at least one field of zeros');
  const bytes = new Uint8Array(16);
  bytes.set(head, 0);
  if (tail !== undefined) bytes.set(tail, 16 - tail.length);
  return bytes;
}

function formatSix(bytes: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, at) => ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0),
  );
  const { start, length } = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeros(groups: readonly number[]): {
  readonly start: number;
  readonly length: number;
} {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [at, group] of groups.entries()) {
    if (group !== 0) start = at + 1;
    else if (at + 1 - start > best.length) best = { start, length: at + 1 - start };
  }
  return best;
}
