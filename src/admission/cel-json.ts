import {
  CelError,
  CelMap,
  Double,
  Duration,
  isList,
  isMap,
  Opaque,
  Optional,
  Special,
  Timestamp,
  Uint,
  type Value,
} from '#cel/value.ts';
import type { Json } from '#model/json-value.ts';
import { objectOf } from './patch.ts';

const maxDepth = 200;

/** A value as JSON, as mutations and generated objects need it; an error for what JSON cannot say. */
export function jsonOfValue(value: Value, depth = 0): Json | CelError {
  if (depth > maxDepth) return new CelError('the value is nested too deeply');
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (isList(value)) return listJson(value, depth);
  if (isMap(value)) return mapJson(entriesOfMap(value), depth);
  return specialJson(value, depth);
}

function specialJson(value: Value, depth: number): Json | CelError {
  if (value instanceof Double) return value.value;
  if (value instanceof Uint) return Number(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Duration) return `${Number(value.nanos) / 1e9}s`;
  if (value instanceof Timestamp) return isoText(value.nanos);
  if (value instanceof Optional)
    return value.value === undefined ? null : jsonOfValue(value.value, depth + 1);
  if (!(value instanceof Opaque)) return new CelError('the value cannot be written as JSON');
  const json = value.toJson();
  return json === value
    ? new CelError('the value cannot be written as JSON')
    : jsonOfValue(json, depth + 1);
}

function isoText(nanos: bigint): string {
  const millis = Number(nanos / 1_000_000n);
  return `${new Date(millis).toISOString().replace(/\.\d+Z$/, '')}Z`;
}

function listJson(items: readonly Value[], depth: number): Json | CelError {
  const out: Json[] = [];
  for (const item of items) {
    const json = jsonOfValue(item, depth + 1);
    if (json instanceof CelError) return json;
    out.push(json);
  }
  return out;
}

function mapJson(entries: Iterable<readonly [string, Value]>, depth: number): Json | CelError {
  const out: (readonly [string, Json])[] = [];
  for (const [key, item] of entries) {
    const json = jsonOfValue(item, depth + 1);
    if (json instanceof CelError) return json;
    out.push([key, json]);
  }
  return objectOf(out);
}

function entriesOfMap(value: Value): readonly (readonly [string, Value])[] {
  if (value instanceof CelMap)
    return [...value.entries].map(([key, [, item]]) => [String(key), item]);
  if (value === null || typeof value !== 'object' || value instanceof Special) return [];
  return Object.entries(value as { readonly [key: string]: Value });
}
