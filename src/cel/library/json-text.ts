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
    return new Writer().write(value);
  } catch (error) {
    if (error instanceof Unwritable) return new CelError(error.message);
    // Nesting as deep as this exhausts the stack.
    if (error instanceof RangeError) return new CelError('the value is nested too deeply');
    throw error;
  }
}

/** Tells a value that JSON cannot say; it never leaves this file. */
class Unwritable extends Error {}

/** Text beyond which no value is written, in UTF-16 units: one list may be in another many times. */
const longest = 10_000_000;

class Writer {
  private length = 0;

  write(value: Value): string {
    if (isList(value)) return this.count(`[${value.map((item) => this.write(item)).join(',')}]`, 1);
    if (isMap(value)) return this.writeMap(value);
    if (value instanceof Opaque) return this.write(value.toJson());
    if (value instanceof Optional) return this.write(value.value ?? null);
    const text = writeScalar(value);
    return this.count(text, text.length);
  }

  private writeMap(map: MapValue): string {
    const entries = mapEntries(map).map(([key, value]) => {
      if (typeof key !== 'string') throw new Unwritable('a key of a JSON object must be a string');
      return [key, value] as const;
    });
    const parts = entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${this.count(writeText(key), key.length)}:${this.write(value)}`);
    return `{${parts.join(',')}}`;
  }

  private count(text: string, length: number): string {
    this.length += length + 1;
    if (this.length > longest) throw new Unwritable('the value is too large');
    return text;
  }
}

function writeScalar(value: Value): string {
  if (typeof value === 'string') return writeText(value);
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (isDouble(value)) return writeDouble(numberOf(value));
  return typeof value === 'number' ? String(value) : writeSpecial(value);
}

function writeSpecial(value: Value): string {
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
  if (value instanceof Uint) return value.value.toString();
  if (value instanceof Timestamp) return `"${formatTimestamp(value)}"`;
  if (value instanceof Duration) return value.nanos.toString();
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
