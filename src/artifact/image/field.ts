import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';

/** A JSON object from outside, with the name it has in error messages. */
export interface Fields {
  readonly value: Readonly<Record<string, unknown>>;
  readonly what: string;
}

/** Proves that `value` is a JSON object. Throws `input.malformed`. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (!isRecord(value)) throw new CaissonError('input.malformed', `${what} is not a JSON object`);
  return { value, what };
}

/** An optional string; JSON null counts as absent, as Go programs write it. */
export function text(fields: Fields, name: string): string | undefined {
  const value = member(fields, name);
  if (value === undefined || typeof value === 'string') return value;
  throw malformed(fields, name, 'a string');
}

/** An optional list; absent and null are the empty list. Throws `limit.entries` above `max` items. */
export function list(fields: Fields, name: string, max: number): readonly unknown[] {
  const value = member(fields, name) ?? [];
  if (!Array.isArray(value)) throw malformed(fields, name, 'a list');
  if (value.length > max)
    throw new CaissonError(
      'limit.entries',
      `${fields.what} lists ${value.length} ${name}, more than ${max}`,
    );
  return value;
}

/** An optional list of strings; a single string counts as a list of one, as old builders write it. */
export function texts(fields: Fields, name: string, max: number): readonly string[] {
  const value = member(fields, name);
  if (typeof value === 'string') return [value];
  return list(fields, name, max).map((item) => {
    if (typeof item === 'string') return item;
    throw malformed(fields, name, 'a list of strings');
  });
}

/** An optional object. */
export function object(fields: Fields, name: string): Fields | undefined {
  const value = member(fields, name);
  return value === undefined ? undefined : fieldsOf(value, `${quote(name)} of ${fields.what}`);
}

/** The keys of an optional object, sorted: ports and volumes are written as sets. */
export function keys(fields: Fields, name: string): readonly string[] {
  return Object.keys(object(fields, name)?.value ?? {}).sort();
}

/** An optional map of strings; values that are null become empty text. */
export function textMap(fields: Fields, name: string): Readonly<Record<string, string>> {
  const entries = Object.entries(object(fields, name)?.value ?? {});
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (value === null) return [key, ''];
      if (typeof value === 'string') return [key, value];
      throw malformed(fields, name, 'a map of strings');
    }),
  );
}

/** The member itself; inherited names and null count as absent. */
export function member(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields.value, name) ? (fields.value[name] ?? undefined) : undefined;
}

function malformed(fields: Fields, name: string, wanted: string): CaissonError {
  return new CaissonError('input.malformed', `${quote(name)} of ${fields.what} is not ${wanted}`);
}
