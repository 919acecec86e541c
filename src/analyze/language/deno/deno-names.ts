import { type LockedName, lockedName, splitAtVersion } from '../npm/lock-names.ts';
import { plainPurl } from '../package-url.ts';

/** A package as deno names it: of npm or of the JSR registry. */
export interface DenoName extends LockedName {
  readonly ecosystem: 'npm' | 'jsr';
}

/** The package of a key such as `chalk@5.3.0` or `react-dom@18.2.0_react@18.2.0`: peers stand behind an underscore. */
export function denoName(ecosystem: 'npm' | 'jsr', key: string): DenoName | undefined {
  const parts = splitAtVersion(key.slice(0, 600));
  if (parts === undefined) return undefined;
  const [name, rest] = parts;
  const locked = lockedName(name, rest.split('_')[0]);
  if (locked === undefined) return undefined;
  if (ecosystem === 'npm') return { ...locked, ecosystem };
  // JSR has no packages without a scope.
  if (!name.startsWith('@')) return undefined;
  return { ...locked, ecosystem, purl: plainPurl('jsr', locked.name, locked.version) };
}

/** `npm:chalk@^5/sub` and `jsr:/@std/path@1`: registry, name and range; `undefined` for other specifiers. */
export function parseSpecifier(
  text: string,
):
  | { readonly ecosystem: 'npm' | 'jsr'; readonly name: string; readonly range: string }
  | undefined {
  const match =
    /^(npm|jsr):\/?((?:@[^/@\s]{1,200}\/)?[^/@\s]{1,200})(?:@([^/\s]{1,200}))?(?:\/|$)/.exec(
      text.slice(0, 700),
    );
  if (match?.[2] === undefined) return undefined;
  return { ecosystem: match[1] === 'npm' ? 'npm' : 'jsr', name: match[2], range: match[3] ?? '' };
}
