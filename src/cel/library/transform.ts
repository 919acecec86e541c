import { type Library, globalOverload as over } from '../declare.ts';
import { mapFromEntries, mapGet } from '../map.ts';
import { listOf, mapOf, STRING } from '../type.ts';
import { CelError, isMap, type Result, type Value } from '../value.ts';

type List = readonly Value[];

/** A map from a field of the objects of one list to a field of those of the other at the same place; later keys win. */
function listObjToMap(keys: List, values: List, keyName: string, valueName: string): Result {
  if (keys.length !== values.length)
    return new CelError(
      `listObjToMap must take lists of equal length. list1: ${keys.length}, list2: ${values.length}`,
    );
  const entries = new Map<string, Value>();
  for (const [at, holder] of keys.entries()) {
    const key = readField(holder, keyName);
    const value = values[at];
    if (typeof key !== 'string')
      return new CelError(`"${keyName}" of element ${at} of the first list is not a string`);
    if (value === undefined || !isMap(value))
      return new CelError(`element ${at} of the second list is not an object`);
    entries.set(key, mapGet(value, valueName) ?? null);
  }
  return mapFromEntries(entries);
}

function readField(holder: Value, name: string): Value | undefined {
  return isMap(holder) ? mapGet(holder, name) : undefined;
}

const overloads = [over([listOf(), listOf(), STRING, STRING], mapOf(), listObjToMap)];

/** Reshaping of data (Kyverno 1.18 `kyverno.transform`). */
export const transformLibrary: Library = {
  name: 'kyverno.transform',
  bases: ['kyverno', 'caisson'],
  functions: [
    { name: 'listObjToMap', overloads },
    { name: 'transform.listObjToMap', overloads },
  ],
};
