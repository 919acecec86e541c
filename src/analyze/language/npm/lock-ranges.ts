import { isRecord } from '#kit/json.ts';
import type { Requirement, Scope } from '#model/component.ts';
import { requiresOf, textOf } from '../package-component.ts';

/** A table of dependencies in package.json or a lock file, and what it means for the edges. */
export type DependencyTable = readonly [name: string, scope: Scope | undefined];

/** What an entry of a lock file asks for, by name, with the ranges that its tables state; the last table of a name counts. */
export function rangesOf(
  fields: Readonly<Record<string, unknown>>,
  tables: readonly DependencyTable[],
): { readonly requires?: readonly Requirement[] } {
  const found = new Map<string, Requirement>();
  for (const [table, scope] of tables) {
    const names = fields[table];
    for (const [name, value] of isRecord(names) ? Object.entries(names) : []) {
      const range = textOf(value);
      if (range !== undefined && textOf(name) !== undefined)
        found.set(name, { name, range, ...(scope !== undefined && { scope }) });
    }
  }
  return requiresOf(found.values());
}
