import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';

/** The most that objects may be nested: what API servers themselves accept is far less. */
const maxDepth = 200;

/** An answer, which is an object. Throws `input.malformed`. */
export function parseAnswer(text: string, what: string): JsonObject {
  const value = parseJson(text, `the answer to "${what}"`);
  if (isRecord(value)) return value as JsonObject;
  throw new CaissonError('input.malformed', `the answer to "${what}" is no object`);
}

/** Whether a value is nested beyond the bound. Takes linear time and little stack. */
export function isTooDeep(value: Json, left = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  for (const part of Array.isArray(value) ? value : Object.values(value))
    if (isTooDeep(part as Json, left - 1)) return true;
  return false;
}
