import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, CheckMeta, Condition } from '#contract/check.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';

/** What the catalogue says of all checks, by id. */
export type CheckMetas = ReadonlyMap<string, CheckMeta>;

/** Reads the compiled catalogue; `dataDirectory` is the program's own, so its shape is known. */
export function loadCheckMetas(dataDirectory: string): CheckMetas {
  const path = join(dataDirectory, 'catalog', 'checks.json');
  const { checks } = parseJson(readFileSync(path, 'utf8'), path) as {
    readonly checks: readonly CheckMeta[];
  };
  return new Map(checks.map((meta) => [meta.id, meta]));
}

/** The entry of one id. Throws `internal.bug`-like `usage.invalid-argument` when the catalogue has no such check. */
export function metaOf(metas: CheckMetas, id: string): CheckMeta {
  const meta = metas.get(id);
  if (meta === undefined)
    throw new CaissonError('usage.invalid-argument', `the catalogue has no check ${quote(id)}`);
  return meta;
}

/** Which checks of a family run: all that are enabled, and those named, without those switched off. */
export interface CheckChoice {
  /** Ids, slugs or aliases of checks to run although they are off by default; `all` means every one. */
  readonly include?: readonly string[];
  /** Ids, slugs or aliases of checks that do not run. */
  readonly exclude?: readonly string[];
}

/** Joins metadata and conditions of one family. */
export function checksOf<Subject>(
  metas: CheckMetas,
  conditions: Readonly<Record<string, Condition<Subject>>>,
  { include = [], exclude = [] }: CheckChoice = {},
): readonly Check<Subject>[] {
  const all = include.includes('all');
  return Object.entries(conditions).flatMap(([id, evaluate]) => {
    const meta = metaOf(metas, id);
    const runs =
      (meta.enabled || all || include.some((name) => answersTo(meta, name))) &&
      !exclude.some((name) => answersTo(meta, name));
    return runs ? [{ meta, evaluate }] : [];
  });
}

/** Whether a check is meant by an id, a slug or an alias, with or without the tool before it, in any casing. */
export function answersTo(
  { id, slug, aliases }: Pick<CheckMeta, 'id' | 'slug' | 'aliases'>,
  name: string,
): boolean {
  const wanted = name.toLowerCase();
  if (wanted === id.toLowerCase() || wanted === slug.toLowerCase()) return true;
  return aliases.some((alias) => {
    const lower = alias.toLowerCase();
    return lower === wanted || lower.slice(lower.indexOf(':') + 1) === wanted;
  });
}
