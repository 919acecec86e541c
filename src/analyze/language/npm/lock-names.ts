import { textOf } from '../package-component.ts';
import { npmPurl } from '../package-url.ts';
import { isPackageName } from './package-json.ts';

/** A package as a lock file names it. */
export interface LockedName {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
}

/**
 * Name and version of a locked package; `undefined` when they are none. Versions that point elsewhere (git, a file, a
 * URL) tell nothing that could be compared: the package is there, its version is empty.
 */
export function lockedName(name: unknown, version: unknown): LockedName | undefined {
  const safeName = textOf(name);
  if (safeName === undefined || !isPackageName(safeName) || typeof version !== 'string') return;
  const known = /^\d[\w.+-]*$/.test(version) ? (textOf(version) ?? '') : '';
  return { name: safeName, version: known, purl: npmPurl(safeName, known) };
}

/** Splits `NAME@REST` at the first `@` that does not begin a scope; `undefined` when there is none. */
export function splitAtVersion(text: string): readonly [name: string, rest: string] | undefined {
  const at = text.indexOf('@', 1);
  return at < 0 ? undefined : [text.slice(0, at), text.slice(at + 1)];
}
