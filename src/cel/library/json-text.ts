import { mapEntries } from '../map.ts';
import { formatTimestamp } from '../standard/timestamp.ts';
import {
  CelError,
  Duration,
  double,
  isDouble,
  isList,
  isMap,
  type MapValue,
  numberOf,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from '../value.ts';

/** JSON that was parsed by a Go program: every number is a double. */
export function withDoubles(value: Value): Value {
  if (typeof value === 'number') return double(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(withDoubles);
  const copy = Object.create(null) as Record<string, Value>;
  for (const [key, part] of Object.entries(value)) copy[key] = withDoubles(part as Value);
  return copy;
}

/** A value as JSON text in the way of Go's `encoding/json`: keys sorted, no blanks, `<`, `>` and `&` escaped. */
export function jsonText(value: Value): string | CelError {
  try {
    return write(value);
  } catch (error) {
    if (error instanceof Unwritable) return new CelError(error.message);
    // Nesting as deep as this exhausts the stack.
    if (error instanceof RangeError) return new CelError('the value is nested too deeply');
    throw error;
  }
}

/** Tells a value that JSON cannot say; it never leaves this file. */
class Unwritable extends Error {}

function write(value: Value): string {
  if (typeof value === 'string') return writeText(value);
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (isDouble(value)) return writeDouble(numberOf(value));
  if (typeof value === 'number') return String(value);
  if (isList(value)) return `[${value.map(write).join(',')}]`;
  return isMap(value) ? writeMap(value) : writeSpecial(value);
}

function writeMap(map: MapValue): string {
  const entries = mapEntries(map).map(([key, value]) => {
    if (typeof key !== 'string') throw new Unwritable('a key of a JSON object must be a string');
    return [key, value] as const;
  });
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${writeText(key)}:${write(value)}`)
    .join(',')}}`;
}

function writeSpecial(value: Value): string {
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
  if (value instanceof Uint) return value.value.toString();
  if (value instanceof Timestamp) return `"${formatTimestamp(value)}"`;
  if (value instanceof Duration) return value.nanos.toString();
  if (value instanceof Opaque) return write(value.toJson());
  if (value instanceof Optional) return value.value === undefined ? 'null' : write(value.value);
  throw new Unwritable(
    `a value of type ${value instanceof TypeValue ? 'type' : typeof value} is not JSON`,
  );
}

const escaped = /[<>&\u2028\u2029]/g;

function writeText(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    escaped,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Plain up to 21 digits, then with an exponent; ECMAScript and Go agree but for the plus sign, which both write. */
function writeDouble(value: number): string {
  if (!Number.isFinite(value)) throw new Unwritable(`${value} is not JSON`);
  return Object.is(value, -0) ? '-0' : String(value);
}
