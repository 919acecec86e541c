import type { YamlMap } from '#yaml/node.ts';
import { entriesOf } from '#yaml/read.ts';
import type { LoadContext } from '../github/load-context.ts';
import type { Pinning, Reference } from '../model.ts';
import { placeOf } from '../system/reference.ts';
import { entryOf, mapOf, stringOf } from '../yaml-access.ts';

/** Orbs of a configuration; those that stand in it are maps. */
export function orbsOf(root: YamlMap, context: LoadContext): readonly Reference[] {
  return entriesOf(entryOf(root, 'orbs')?.value).flatMap((entry) => {
    context.spend();
    const text = stringOf(entry.value);
    if (text === undefined) return [];
    const at = text.value.lastIndexOf('@');
    const source = at < 0 ? text.value : text.value.slice(0, at);
    const version = at < 0 ? undefined : text.value.slice(at + 1);
    const comment = context.commentOn(text.range.endLine);
    return [
      {
        kind: 'orb' as const,
        text,
        origin: text.value.includes('<<') ? ('dynamic' as const) : ('remote' as const),
        source,
        ...(version !== undefined && { version }),
        pinned: pinningOf(version),
        ...placeOf({ comment }),
      },
    ];
  });
}

/** Orbs that are written into the file itself. */
export function inlineOrbs(root: YamlMap): readonly YamlMap[] {
  return entriesOf(entryOf(root, 'orbs')?.value)
    .map((entry) => mapOf(entry.value))
    .filter((map) => map !== undefined);
}

/**
 * Whole versions never change; `1.2` and `1` move, `volatile` is the newest, `dev:…` can be published again (CircleCI
 * documentation, Orb concepts, Semantic versioning).
 */
function pinningOf(version: string | undefined): Pinning {
  if (version === undefined || version === 'volatile') return 'none';
  if (version.startsWith('dev:')) return 'branch';
  return /^\d+\.\d+\.\d+$/.test(version) ? 'version' : 'tag';
}
