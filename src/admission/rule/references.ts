import { posix } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { isList, isObject } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { objectOf } from '../patch.ts';
import type { RuleContext } from './context.ts';

const reference = /(^|[^\\])(\$\([^ )]+[^ ]*\))/g;
const operators = ['>=', '<=', '>', '<', '!'] as const;

/** Replaces references to other fields of the same document: `$(./../limits/memory)`, `$(<=./../limits/memory)` (Kyverno). */
export function resolveReferences(document: Json, context: RuleContext): Json {
  if (!mentions(document, 0)) return document;
  const leaves = new Map<string, Json>();
  collect(document, '', leaves);
  context.queries.budget.spend(leaves.size);
  return replaced(document, '', leaves);
}

function mentions(value: Json, depth: number): boolean {
  if (depth > 200) return false;
  if (typeof value === 'string') return value.includes('$(');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((one) => mentions(one, depth + 1));
}

function collect(value: Json, path: string, leaves: Map<string, Json>): void {
  if (isList(value)) {
    for (const [at, item] of value.entries()) collect(item, `${path}/${at}`, leaves);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value))
      collect(item, `${path}/${key.replace(/^[+<=X^]?\((.+)\)$/s, '$1')}`, leaves);
  } else leaves.set(path, value);
}

function replaced(value: Json, path: string, leaves: ReadonlyMap<string, Json>): Json {
  if (typeof value === 'string') return inText(value, path, leaves);
  if (isList(value)) return value.map((item, at) => replaced(item, `${path}/${at}`, leaves));
  if (!isObject(value)) return value;
  return objectOf(
    Object.entries(value).map(([key, item]) => [key, replaced(item, `${path}/${key}`, leaves)]),
  );
}

function inText(text: string, path: string, leaves: ReadonlyMap<string, Json>): string {
  const made = text.replaceAll(
    reference,
    (_whole, prefix: string, written: string) => prefix + valueOf(written, path, leaves),
  );
  return made.replaceAll('\\$(', '$(');
}

function valueOf(written: string, path: string, leaves: ReadonlyMap<string, Json>): string {
  const inner = written.slice(2, -1);
  const operator = operators.find((one) => inner.startsWith(one)) ?? '';
  const place = inner.slice(operator.length);
  const bare = path.replaceAll(/\/[+<=X^]?\(([^/]+)\)/g, '/$1');
  const value = leaves.get(place.startsWith('/') ? place : posix.join(bare, place));
  if (typeof value === 'string') return operator + value;
  if (typeof value === 'number' && operator !== '') return operator + String(value);
  throw new CaissonError('input.not-found', `the reference ${written} at ${path} is not resolved`);
}
