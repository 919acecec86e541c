import { CaissonError } from '#kit/error.ts';
import { capabilityRecord } from './capabilities.ts';

/** Records of a pax header in their order, since sparse maps repeat keys; values may hold newlines. That of file capabilities is Latin-1. */
export type PaxRecords = readonly (readonly [key: string, value: string])[];

const maxRecords = 100_000;

/**
 * Parses pax records `LENGTH KEY=VALUE\n` (POSIX.1-2001 pax, section "pax Extended Header") by their lengths.
 * Throws `input.malformed`.
 */
export function parsePax(data: Buffer): PaxRecords {
  const records: [string, string][] = [];
  let at = 0;
  while (at < data.length && data[at] !== 0) {
    const space = data.indexOf(0x20, at);
    const end = at + recordLength(data, at, space);
    const equals = data.indexOf(0x3d, space);
    const isWhole = end > at && end <= data.length && data[end - 1] === 0x0a;
    if (!isWhole || equals < 0 || equals >= end - 1 || records.length >= maxRecords) throw broken();
    const key = data.toString('utf8', space + 1, equals);
    if (isUsed(key)) records.push([key, valueOf(key, data.subarray(equals + 1, end - 1))]);
    at = end;
  }
  return records;
}

/** The last value of a key; an empty one takes back what stood before. */
export function paxValue(records: PaxRecords, key: string): string | undefined {
  const value = records.findLast(([name]) => name === key)?.[1];
  return value === '' ? undefined : value;
}

/** A decimal number that a pax record states. Throws `input.malformed`. */
export function paxNumber(value: string): number {
  const number = /^[0-9]{1,20}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number))
    throw new CaissonError('input.malformed', 'a pax header states an impossible number');
  return number;
}

function recordLength(data: Buffer, at: number, space: number): number {
  if (space < 0 || space - at > 10) return 0;
  const digits = data.toString('latin1', at, space);
  return /^[0-9]+$/.test(digits) ? Number(digits) : 0;
}

function isUsed(key: string): boolean {
  return (
    key === 'path' ||
    key === 'linkpath' ||
    key === 'size' ||
    key === 'uid' ||
    key === 'gid' ||
    key === capabilityRecord ||
    key.startsWith('GNU.sparse.')
  );
}

function valueOf(key: string, bytes: Buffer): string {
  if (key === capabilityRecord) return bytes.toString('latin1');
  const value = bytes.toString('utf8');
  if (value.includes('\0'))
    throw new CaissonError('input.malformed', `a pax header has a NUL in its ${key}`);
  return value;
}

function broken(): CaissonError {
  return new CaissonError('input.malformed', 'a pax header is damaged');
}
