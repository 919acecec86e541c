import type { GlobalFacts } from '#cel/library/facts.ts';
import { CaissonError } from '#kit/error.ts';
import { fieldOf, listOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import type { TestReader } from './files.ts';

/** Entries of the global context that a test declares; paths are plain names with dots, not all of JMESPath. */
export function globalFacts(body: Json, reader: TestReader): GlobalFacts {
  const entries = new Map(
    objectsOf(fieldOf(body, 'globalContextEntries')).map(([, one]) => [
      textOf(fieldOf(one, 'name')) ?? '',
      entryValue(one, reader),
    ]),
  );
  return (name, projection) => {
    const value = entries.get(name);
    if (projection === '' || value === undefined) return value;
    const found = fieldOf(value, projection);
    if (found !== undefined) return found;
    throw new CaissonError(
      'input.not-found',
      `there is no projection "${projection}" of "${name}"`,
    );
  };
}

function entryValue(entry: Json, reader: TestReader): Json {
  const root = at(rootOf(entry, reader), textOf(fieldOf(entry, 'fieldPath')) ?? '');
  const projections = objectsOf(fieldOf(entry, 'projections'));
  if (projections.length === 0) return root;
  return Object.fromEntries(
    projections.map(([, one]) => [
      textOf(fieldOf(one, 'name')) ?? '',
      at(root, textOf(fieldOf(one, 'path')) ?? ''),
    ]),
  );
}

function rootOf(entry: Json, reader: TestReader): Json {
  const data = fieldOf(entry, 'data');
  if (data !== undefined && data !== null) return data;
  const named = listOf(fieldOf(entry, 'resourceFiles')).filter((one) => typeof one === 'string');
  const read = reader.objects(named).map(({ body }) => body);
  return [...listOf(fieldOf(entry, 'resources')), ...read];
}

function at(value: Json, path: string): Json {
  if (path === '' || path === '@') return value;
  if (!/^[\w-]+(?:\.[\w-]+)*$/.test(path))
    throw new CaissonError('input.unsupported', `the path "${path}" needs JMESPath`);
  return valueAt(value, path.split('.')) ?? null;
}
