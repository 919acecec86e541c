import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';

/** The most that objects may be nested: what API servers themselves accept is far less. */
const maxDepth = 200;

/** What came is no answer; another try may bring one. */
export class BrokenAnswer extends CaissonError {
  constructor(what: string, cause?: unknown) {
    super('input.malformed', `cannot ${what}: the answer is no JSON object`, { cause });
  }
}

/** An answer, which is an object. Throws `BrokenAnswer`. */
export function parseAnswer(text: string, what: string): JsonObject {
  const value = parseWhole(text, what);
  if (isRecord(value)) return value as JsonObject;
  throw new BrokenAnswer(what);
}

function parseWhole(text: string, what: string): unknown {
  try {
    return parseJson(text, what);
  } catch (cause) {
    throw new BrokenAnswer(what, cause);
  }
}

/** Whether a value is nested beyond the bound. Takes linear time and little stack. */
export function isTooDeep(value: Json, left = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  for (const part of Array.isArray(value) ? value : Object.values(value))
    if (isTooDeep(part as Json, left - 1)) return true;
  return false;
}
