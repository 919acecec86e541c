import { mapGet, toMapKey } from './map.ts';
import {
  CelError,
  CelMap,
  isDouble,
  isInt,
  isList,
  isMap,
  numberOf,
  Opaque,
  type Result,
  Uint,
  type Value,
} from './value.ts';

/** Names that every plain object seems to have: for these alone a look at the prototype could go wrong. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Whether a plain read of this name could find what is not the object's own. */
export function isInherited(name: string): boolean {
  return inherited.has(name);
}

/** As `selectField`, for a name that is not inherited: the read that policies do most, without looking at the name again. */
export function selectPlainField(value: Value, name: string): Result | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return (value as Readonly<Record<string, Value>>)[name];
  return selectField(value, name);
}

/** The field of a value (`value.name`): `undefined` when it is not there or cannot be, an error for a list. */
export function selectField(value: Value, name: string): Result | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return Object.hasOwn(value, name)
      ? (value as Readonly<Record<string, Value>>)[name]
      : undefined;
  if (value instanceof CelMap) return value.entries.get(name)?.[1];
  if (value instanceof Opaque) return value.field(name);
  return Array.isArray(value) ? new CelError('a list has no fields') : undefined;
}

/** Whether a value is of a kind that can have fields, keys or indices. */
export function hasParts(value: Value): boolean {
  return isList(value) || isMap(value) || value instanceof Opaque;
}

/** The entry of a value by an index or key (`value[key]`): `undefined` when it is not there. */
export function selectIndex(value: Value, key: Value): Result | undefined {
  if (typeof key === 'string') return selectField(value, key);
  if (Array.isArray(value)) return itemOf(value as readonly Value[], key);
  if (!isMap(value)) return undefined;
  return toMapKey(key) === undefined ? new CelError('unsupported key type') : mapGet(value, key);
}

function itemOf(list: readonly Value[], key: Value): Result | undefined {
  const index = indexOf(key);
  if (index === undefined) return new CelError('unsupported index type of a list');
  return index >= 0 && index < list.length ? list[index] : undefined;
}

/** An integral number of any type as an index. */
function indexOf(key: Value): number | undefined {
  if (isInt(key)) return Number(key);
  if (key instanceof Uint) return Number(key.value);
  if (!isDouble(key)) return undefined;
  const number = numberOf(key);
  return Number.isInteger(number) ? number : undefined;
}
