import type { Influence } from '../github/influence.ts';
import { type Actor, actors, type Trigger, type Trust } from '../model.ts';

/** What is known of a value that a system offers. */
export interface KnownValue {
  readonly trust: Exclude<Trust, 'fixed'>;
  /** Kinds of triggers that bring it; absent: all. */
  readonly by?: readonly Trigger['kind'][];
  /** Who sets it, where that does not follow from who starts the run. */
  readonly actor?: Actor;
}

/** Names that do not depend on case, with what is known of them. */
export type ValueTable = ReadonlyMap<string, KnownValue>;

/** A table from lists of names. */
export function valueTable(
  groups: readonly (readonly [known: KnownValue, names: string])[],
): ValueTable {
  return new Map(
    groups.flatMap(([known, names]) =>
      names
        .trim()
        .split(/\s+/)
        .map((name) => [name.toLowerCase(), known] as const),
    ),
  );
}

/** What a value means in runs that these triggers start; without triggers (templates) it is taken as brought. */
export function influenceOf(
  source: string,
  known: KnownValue,
  triggers: readonly Trigger[],
): Influence {
  const { by, trust } = known;
  const bringing = triggers.filter(({ kind }) => by === undefined || by.includes(kind));
  const worst = bringing.toSorted((a, b) => actors.indexOf(a.actor) - actors.indexOf(b.actor))[0];
  const actor = known.actor ?? worst?.actor ?? 'contributor';
  const same = bringing.filter((trigger) => known.actor !== undefined || trigger.actor === actor);
  return {
    source,
    trust,
    actor,
    provided: triggers.length === 0 || bringing.length > 0,
    privileged: same.some(({ secrets }) => secrets === 'all'),
    path: [source],
  };
}
