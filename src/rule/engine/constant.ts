import { CaissonError } from '#kit/error.ts';
import type { FieldType } from '../ast.ts';
import { canonicalAddress, tryParseAddress } from './address.ts';
import { isNumberType, type Scalar } from './value.ts';

/**
 * The values that the text of a constant stands for, by the type of the field. Most have one; a negative number for an unsigned
 * field stands for what it wraps to in 32 and in 64 bits. Throws `input.malformed`.
 */
export function constantsOf(text: string, type: FieldType): readonly Scalar[] {
  const scalar = memberType(type);
  if (scalar === 'bool') return [parseBool(text)];
  if (scalar === 'ip') return [parseIp(text)];
  if (!isNumberType(scalar)) return [text];
  const value = parseNumber(text, scalar);
  return scalar === 'unsigned' && value < 0 ? wrapped(value) : [value];
}

/** A number or a `bigint`, whichever is exact; the same number always gives the same. */
export function normalNumber(value: number | bigint): number | bigint {
  if (typeof value === 'number') return value;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
    ? Number(value)
    : value;
}

/** Type of one member of a list; other types are their own. */
export function memberType(type: FieldType): FieldType {
  return memberTypes.get(type) ?? type;
}
const memberTypes: ReadonlyMap<FieldType, FieldType> = new Map<FieldType, FieldType>([
  ['string-list', 'string'],
  ['unsigned-list', 'unsigned'],
  ['bool-list', 'bool'],
  ['time-list', 'time'],
  ['ip-list', 'ip'],
]);

function parseBool(text: string): boolean {
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw new CaissonError('input.malformed', `${JSON.stringify(text)} is neither true nor false`);
}

function parseIp(text: string): string {
  if (tryParseAddress(text) === undefined)
    throw new CaissonError('input.malformed', `${JSON.stringify(text)} is no IP address`);
  return canonicalAddress(text);
}

const integer = /^([+-]?)(0[xX][0-9a-fA-F]+|\d+)$/;

function parseNumber(text: string, type: FieldType): number | bigint {
  const match = integer.exec(text);
  if (match !== null && text.length <= 64) {
    const value = BigInt(match[2] ?? '0');
    return normalNumber(match[1] === '-' ? -value : value);
  }
  const number = type === 'double' || decimal.test(text) ? Number(text) : Number.NaN;
  if (text === '' || Number.isNaN(number))
    throw new CaissonError('input.malformed', `${JSON.stringify(text)} is no number`);
  return number;
}
const decimal = /^[+-]?\d+\.?\d*(?:[eE][+-]?\d+)?$/;

function wrapped(value: number | bigint): readonly Scalar[] {
  const exact = BigInt(value);
  return [normalNumber(exact + 2n ** 32n), normalNumber(exact + 2n ** 64n)];
}
