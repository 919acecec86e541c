import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import type { Json } from '#model/json-value.ts';

const deepest = 200;

/** Parses JSON that is nested at most 200 levels. Throws `input.malformed`, `limit.depth`. */
export function parseBoundedJson(text: string, what: string): Json {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|$)|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > deepest) throw new CaissonError('limit.depth', `${what} is nested too deeply`);
  }
  return parseJson(text, what) as Json;
}
