import { formatPurl } from '#model/purl.ts';
import { type PackageFacts, textOf } from '../package-component.ts';

/** A package of Haskell with its version; versions are numbers apart by dots (Haskell 2010 packages, PVP). */
export interface HackageId {
  readonly name: string;
  readonly version: string;
}

/** Reads `name-1.2.3`; parts of a name hold a letter, so the last part of digits and dots is the version. */
export function parseHackageId(text: string): HackageId | undefined {
  const dash = text.lastIndexOf('-');
  const name = textOf(text.slice(0, Math.max(dash, 0)));
  const version = textOf(text.slice(dash + 1));
  if (name === undefined || version === undefined) return undefined;
  return isName(name) && /^\d+(?:\.\d+)*$/.test(version) ? { name, version } : undefined;
}

/** Whether the text may name a package. */
export function isName(text: string): boolean {
  return text.length <= 128 && /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/.test(text);
}

/** The facts of a package of Hackage; purl-spec, hackage: names are case-sensitive. */
export function hackageFacts(
  { name, version }: HackageId,
  presence: PackageFacts['presence'],
): PackageFacts {
  const purl = formatPurl({ type: 'hackage', name, version });
  return { purl, name, version, ecosystem: 'hackage', presence };
}
