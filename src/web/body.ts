import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';

const poisonous = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * A JSON body. Nesting is bounded, and names that reach for prototypes are refused at every depth: as members of `drop` they are
 * left out instead (reports of scans hold labels that images chose). Throws `input.malformed`, `limit.depth`.
 */
export function parseBody(bytes: Uint8Array, maxDepth: number, poison: 'refuse' | 'drop'): unknown {
  const value = parseJson(decode(bytes), 'the body');
  cleanse(value, maxDepth, poison);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CaissonError('input.malformed', 'the body is not UTF-8', { cause });
  }
}

/** Breadth first, with a list instead of the stack. */
function cleanse(root: unknown, maxDepth: number, poison: 'refuse' | 'drop'): void {
  let level: readonly object[] = isObject(root) ? [root] : [];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= maxDepth)
      throw new CaissonError('limit.depth', `the body is nested deeper than ${maxDepth}`);
    level = level.flatMap((parent) => childrenOf(parent, poison));
  }
}

function childrenOf(parent: object, poison: 'refuse' | 'drop'): readonly object[] {
  if (Array.isArray(parent)) return parent.filter(isObject);
  const children: object[] = [];
  for (const [name, value] of Object.entries<unknown>(parent as Record<string, unknown>)) {
    if (!poisonous.has(name)) {
      if (isObject(value)) children.push(value);
    } else if (poison === 'drop') Reflect.deleteProperty(parent, name);
    else throw new CaissonError('input.malformed', `a member may not be named "${name}"`);
  }
  return children;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
