import { textOfBytes } from '#kit/byte-string.ts';
import type { Json } from '#model/json-value.ts';
import { padded } from './readers/time.ts';
import type { FieldReader, FieldValue, Scalar } from './value.ts';

/** A value for people: byte strings as text, lists in brackets. */
export function printValue(value: FieldValue, reader: Pick<FieldReader, 'print'>): string {
  if (typeof value === 'object')
    return `(${value.map((one) => printScalar(one, reader)).join(',')})`;
  return printScalar(value, reader);
}

/** A value for JSON: numbers stay numbers, those beyond 2^53 lose their last digits. */
export function jsonValue(value: FieldValue): Json {
  if (typeof value === 'object') return value.map(jsonScalar);
  return jsonScalar(value);
}

/** Characters that could forge lines or move a terminal's cursor, as JSON writes them. */
export function escapeControls(text: string): string {
  if (!hostile.test(text)) return text;
  return Array.from(text, (char) => (hostile.test(char) ? escaped(char) : char)).join('');
}
const hostile = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const short: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\b', '\\b'],
  ['\f', '\\f'],
]);

function escaped(char: string): string {
  return short.get(char) ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function printScalar(value: Scalar, { print }: Pick<FieldReader, 'print'>): string {
  if (typeof value === 'string') return textOfBytes(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (print === 'nanoseconds') return padded(value);
  return print === 'hexadecimal' ? value.toString(16) : String(value);
}

function jsonScalar(value: Scalar): Json {
  if (typeof value === 'string') return textOfBytes(value);
  return typeof value === 'bigint' ? Number(value) : value;
}
