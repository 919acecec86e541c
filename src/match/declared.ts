import { quote } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import type { VexStatement } from '#model/vex.ts';

/** Gives what is known of components that only a lock file names. */
export interface Declared {
  statementOn: (component: Component) => VexStatement;
}

interface Facts {
  /** Where each package URL is installed. */
  readonly installed: ReadonlyMap<string, string>;
  /** A package of each lock file that is installed as the file says, so that the file was carried out. */
  readonly carriedOut: ReadonlyMap<string, string>;
}

/**
 * What only a lock file names may have been left out (development dependencies) or be hidden in a bundle. That other packages
 * of the same file are installed in the locked versions proves that it was carried out without this one.
 */
export function declaredIn({ components }: Inventory): Declared {
  let facts: Facts | undefined;
  return {
    statementOn: (component) => {
      facts ??= factsOf(components);
      return statementOf(component, facts);
    },
  };
}

function factsOf(components: readonly Component[]): Facts {
  const installed = new Map<string, string>();
  for (const { presence, purl, locations } of components)
    if (presence === 'installed' || presence === 'embedded')
      keepLowest(installed, purl, locations[0].path);
  const carriedOut = new Map<string, string>();
  for (const { presence, purl, locations } of components)
    if (presence === 'declared' && installed.has(purl))
      keepLowest(carriedOut, locations[0].path, purl);
  return { installed, carriedOut };
}

/** The order of components must not matter. */
function keepLowest(map: Map<string, string>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined || value < known) map.set(key, value);
}

function statementOf({ purl, locations }: Component, facts: Facts): VexStatement {
  const lock = locations[0].path;
  const declaredAt = `declared in ${quote(lock)}`;
  const place = facts.installed.get(purl);
  if (place !== undefined)
    return {
      rule: 'declared-only',
      status: 'affected',
      impact: 'the same package is installed and counted there',
      evidence: [declaredAt, `installed at ${quote(place)}`],
    };
  const sibling = facts.carriedOut.get(lock);
  if (sibling !== undefined)
    return {
      rule: 'declared-only',
      status: 'not_affected',
      justification: 'component_not_present',
      impact: 'a lock file names it, and was installed without it',
      evidence: [
        declaredAt,
        'no installed package of that version was found',
        `${quote(sibling)} of the same file is installed`,
      ],
    };
  return {
    rule: 'declared-only',
    status: 'under_investigation',
    impact: 'only a lock file names it; no installed package of that version was found',
    evidence: [declaredAt, 'nothing that the file names was found installed'],
  };
}
