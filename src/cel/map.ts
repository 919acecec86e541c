import {
  CelError,
  CelMap,
  isDouble,
  isInt,
  type MapKey,
  type MapValue,
  numberOf,
  Uint,
  type Value,
} from './value.ts';

/** The form in which a key is looked up, `undefined` when a map cannot have such a key. Equal numbers are one key. */
export function toMapKey(key: Value): MapKey | undefined {
  if (typeof key === 'string' || typeof key === 'boolean') return key;
  if (isInt(key)) return normalInt(typeof key === 'bigint' ? key : BigInt(key));
  if (key instanceof Uint) return normalInt(key.value);
  if (!isDouble(key)) return undefined;
  const number = numberOf(key);
  return Number.isInteger(number) ? normalInt(BigInt(number)) : number;
}

/** The value of a key, `undefined` when it is not there. */
export function mapGet(map: MapValue, key: Value): Value | undefined {
  if (map instanceof CelMap) {
    const found = toMapKey(key);
    return found === undefined ? undefined : map.entries.get(found)?.[1];
  }
  return typeof key === 'string' && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Number of entries. */
export function mapSize(map: MapValue): number {
  return map instanceof CelMap ? map.entries.size : Object.keys(map).length;
}

/** The keys, in the order of the map. */
export function mapKeys(map: MapValue): readonly Value[] {
  return map instanceof CelMap
    ? Array.from(map.entries.values(), ([key]) => key)
    : Object.keys(map);
}

/** The entries, in the order of the map. */
export function mapEntries(map: MapValue): readonly (readonly [key: Value, value: Value])[] {
  return map instanceof CelMap ? [...map.entries.values()] : Object.entries(map);
}

/** A map of these entries; a repeated key or one that a map cannot have (a list, a fraction) is an error. */
export function mapFromEntries(
  entries: Iterable<readonly [key: Value, value: Value]>,
): CelMap | CelError {
  const made = new Map<MapKey, readonly [Value, Value]>();
  for (const entry of entries) {
    const key = isDouble(entry[0]) ? undefined : toMapKey(entry[0]);
    if (key === undefined) return new CelError('unsupported key type');
    if (made.has(key)) return new CelError(`insert failed: key ${String(key)} already exists`);
    made.set(key, entry);
  }
  return new CelMap(made);
}

function normalInt(value: bigint): MapKey {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}
