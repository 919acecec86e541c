import { mapEntries } from './map.ts';
import { formatTimestamp } from './standard/timestamp.ts';
import {
  Duration,
  isDouble,
  isList,
  isMap,
  numberOf,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './value.ts';

/** The value as text with its type, one text for equal values: `i:3`, `[s:"a"]`, `net.IP:10.0.0.1`. For explanations and tests. */
export function canonical(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return `b:${value}`;
  if (typeof value === 'string') return `s:${JSON.stringify(value)}`;
  if (isDouble(value)) return `d:${numberOf(value)}`;
  if (typeof value !== 'object') return `i:${value}`;
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (isMap(value)) return `{${mapEntries(value).map(entryText).sort().join(',')}}`;
  return ofSpecial(value);
}

function entryText([key, value]: readonly [Value, Value]): string {
  return `${canonical(key)}=${canonical(value)}`;
}

function ofSpecial(value: Value): string {
  if (value instanceof Uint8Array) return `y:${Buffer.from(value).toString('base64')}`;
  if (value instanceof Uint) return `u:${value.value}`;
  if (value instanceof Duration) return `dur:${value.nanos}`;
  if (value instanceof Timestamp) return `ts:${formatTimestamp(value)}`;
  if (value instanceof Optional)
    return value.value === undefined ? 'opt()' : `opt(${canonical(value.value)})`;
  if (value instanceof TypeValue) return `type:${value.type.name}`;
  return value instanceof Opaque ? `${value.type.name}:${value.toText()}` : 'unknown';
}
