import type { Actor, Trust } from '../model.ts';
import { actors, trusts } from '../model.ts';

/** A value from outside that a text may hold. */
export interface Influence {
  /** As the system calls it: `github.event.issue.title`. */
  readonly source: string;
  readonly trust: Trust;
  readonly actor: Actor;
  /** Whether a run in which this person sets it holds secrets or a token that can write. */
  readonly privileged: boolean;
  /** Whether what starts the workflow brings this value. */
  readonly provided: boolean;
  /** Names that it passed through, source first. */
  readonly path: readonly string[];
}

/** The same influence, one step further. */
export function through(influence: Influence, name: string): Influence {
  const path = influence.path.at(-1) === name ? influence.path : [...influence.path, name];
  return { ...influence, path: path.slice(0, 20) };
}

/** One influence for each source, the worst where there are several; in the order of first sight. */
export function distinct(influences: readonly Influence[]): readonly Influence[] {
  const bySource = new Map<string, Influence>();
  for (const each of influences) {
    const known = bySource.get(each.source);
    if (known === undefined || isWorse(each, known)) bySource.set(each.source, each);
  }
  return [...bySource.values()];
}

function isWorse(a: Influence, b: Influence): boolean {
  const byTrust = trusts.indexOf(a.trust) - trusts.indexOf(b.trust);
  if (byTrust !== 0) return byTrust > 0;
  return actors.indexOf(a.actor) < actors.indexOf(b.actor);
}
