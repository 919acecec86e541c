import { formatJson } from '#kit/json.ts';
import type { Json } from '#model/json-value.ts';
import type { Budget } from './budget.ts';
import { sizeOf } from './equal.ts';

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON as Go writes it: sorted keys, and signs of HTML as escapes. */
export function goJson(value: Json, budget: Budget): string {
  budget.spend(sizeOf(value));
  const text = formatJson(value);
  budget.make(text.length);
  return text.replaceAll(/[<>&\u2028\u2029]/g, (char) => escapes[char] ?? char);
}
