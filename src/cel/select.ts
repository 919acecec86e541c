import { mapGet, toMapKey } from './map.ts';
import {
  CelError,
  CelMap,
  isDouble,
  isInt,
  isMap,
  kindOf,
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
  if (value === null) return undefined; // cel-go: what is null has no fields, and that is no error of a presence test
  if (typeof value !== 'object') return notContainer(value, name);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return (value as Readonly<Record<string, Value>>)[name];
  return selectField(value, name);
}

/** The field of a value (`value.name`): `undefined` when it is not there, an error for what has no fields. */
export function selectField(value: Value, name: string): Result | undefined {
  if (value === null) return undefined; // cel-go: what is null has no fields, and that is no error of a presence test
  if (typeof value !== 'object') return notContainer(value, name);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return Object.hasOwn(value, name)
      ? (value as Readonly<Record<string, Value>>)[name]
      : undefined;
  if (value instanceof CelMap) return value.entries.get(name)?.[1];
  if (value instanceof Opaque) return value.field(name);
  return notContainer(value, name);
}

/** Even a presence test errs on what cannot have fields. */
function notContainer(value: Value, name: string): CelError {
  return new CelError(`no such key: ${name} (of a value of type ${kindOf(value)})`);
}

/** The entry of a value by an index or key (`value[key]`): `undefined` when it is not there. */
export function selectIndex(value: Value, key: Value): Result | undefined {
  if (typeof key === 'string') return selectField(value, key);
  if (Array.isArray(value)) return itemOf(value as readonly Value[], key);
  if (!isMap(value)) return notContainer(value, kindOf(key));
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
