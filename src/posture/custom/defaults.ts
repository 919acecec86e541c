import { fieldOf, isList, isObject } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';

const maxDepth = 100;

/** The value as the API server has it before it asks the schema: fields that are not there, or null, get their defaults. */
export function withDefaults(value: Json, schema: Json | undefined, depth = 0): Json {
  if (!isObject(schema) || depth > maxDepth) return value;
  if (isList(value)) {
    const items = fieldOf(schema, 'items');
    return isObject(items) ? sameOr(value, (one) => withDefaults(one, items, depth + 1)) : value;
  }
  return isObject(value) ? filledMap(value, schema, depth) : value;
}

function sameOr(list: readonly Json[], change: (one: Json) => Json): readonly Json[] {
  const changed = list.map(change);
  return changed.some((one, at) => one !== list[at]) ? changed : list;
}

function filledMap(map: JsonObject, schema: JsonObject, depth: number): JsonObject {
  const properties = fieldOf(schema, 'properties');
  const others = fieldOf(schema, 'additionalProperties');
  const changes = initialValues(map, properties, depth);
  for (const name in map) {
    const value = map[name] ?? null;
    if (value === null) continue;
    const filled = withDefaults(value, fieldOf(properties, name) ?? others, depth + 1);
    if (filled !== value) changes.set(name, filled);
  }
  return changes.size === 0 ? map : Object.fromEntries([...Object.entries(map), ...changes]);
}

function initialValues(
  map: JsonObject,
  properties: Json | undefined,
  depth: number,
): Map<string, Json> {
  const initial = new Map<string, Json>();
  if (!isObject(properties)) return initial;
  for (const name in properties) {
    const rule = fieldOf(properties, name);
    const value = fieldOf(rule, 'default');
    if (value !== undefined && (fieldOf(map, name) ?? null) === null)
      initial.set(name, withDefaults(value, rule, depth + 1));
  }
  return initial;
}
