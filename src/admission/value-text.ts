import {
  CelMap,
  Double,
  Duration,
  isList,
  isMap,
  Opaque,
  Optional,
  Timestamp,
  Uint,
  type Value,
} from '#cel/value.ts';

const maxShown = 200;

/** A value as short text for people: JSON where JSON can say it. */
export function shortText(value: Value): string {
  const text = textOf(value, 0);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

function textOf(value: Value, depth: number): string {
  if (depth > 4) return '…';
  if (isList(value)) {
    const items = value.slice(0, 20).map((item) => textOf(item, depth + 1));
    return `[${items.join(', ')}${value.length > 20 ? ', …' : ''}]`;
  }
  if (isMap(value)) return mapText(value, depth);
  if (typeof value === 'string') return JSON.stringify(value);
  return scalarText(value, depth);
}

function mapText(value: Value, depth: number): string {
  const entries: (readonly [string, Value])[] =
    value instanceof CelMap
      ? [...value.entries.values()].map(([key, item]) => [textOf(key, depth + 1), item])
      : Object.entries(value ?? {}).map(([key, item]) => [JSON.stringify(key), item as Value]);
  const shown = entries.slice(0, 20).map(([key, item]) => `${key}: ${textOf(item, depth + 1)}`);
  return `{${shown.join(', ')}${entries.length > 20 ? ', …' : ''}}`;
}

function scalarText(value: Value, depth: number): string {
  if (value instanceof Double) return value.value.toFixed(1);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Duration) return `${Number(value.nanos) / 1e9}s`;
  if (value instanceof Timestamp) return `timestamp ${String(value.nanos)}`;
  if (value instanceof Opaque) return value.toText();
  if (value instanceof Optional)
    return value.value === undefined ? 'none' : `optional(${textOf(value.value, depth + 1)})`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
