import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { fieldOf, isObject, listOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';

/** A text of a configuration; absent or empty ones are `undefined`. Throws `input.malformed` when it is something else. */
export function textField(value: Json | undefined, key: string): string | undefined {
  const field = fieldOf(value, key);
  if (field === undefined || field === null || field === '') return undefined;
  if (typeof field !== 'string')
    throw new CaissonError('input.malformed', `${quote(key)} of the kubeconfig is no text`);
  return field;
}

/** A truth value of a configuration; absent ones are false. */
export function flagField(value: Json | undefined, key: string): boolean {
  const field = fieldOf(value, key) ?? false;
  if (typeof field !== 'boolean')
    throw new CaissonError(
      'input.malformed',
      `${quote(key)} of the kubeconfig is not true or false`,
    );
  return field;
}

/** The texts of a list; others are left out. */
export function textsField(value: Json | undefined, key: string): readonly string[] {
  return listOf(fieldOf(value, key)).filter((item) => typeof item === 'string');
}

/** The entries of `clusters`, `users`, `contexts`: name to what stands under `key`; of a name that stands twice the first. */
export function namedEntries(
  root: Json,
  list: string,
  key: string,
): ReadonlyMap<string, JsonObject> {
  const entries = new Map<string, JsonObject>();
  for (const entry of listOf(fieldOf(root, list))) {
    const name = textField(entry, 'name');
    const value = fieldOf(entry, key) ?? {};
    if (name !== undefined && isObject(value) && !entries.has(name)) entries.set(name, value);
  }
  return entries;
}
