import { textOf } from '../package-component.ts';

/**
 * The version that NuGet restores for a requirement when all its sources have all versions (NuGet, "Package versioning"): the
 * lowest that the range admits: `1.0`, `[1.0]`, `[1.0,2.0)`. Floating versions, open lower bounds and properties that
 * nobody resolved give an empty one.
 */
export function lowestVersion(range: unknown): string {
  const text = textOf(range)?.trim() ?? '';
  const lower = /^\[\s*([^\s,[\]()]+)\s*(?:[,\]].*)?$/.exec(text)?.[1] ?? text;
  return /^\d[\w.+-]*$/.test(lower) ? lower : '';
}

/** A name of a package as NuGet allows it. */
export function isNugetName(name: string): boolean {
  return /^[\w.-]{1,100}$/.test(name);
}
