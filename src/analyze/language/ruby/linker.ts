import type { Linker } from '#contract/analyzer.ts';
import { dirname } from '#kit/path.ts';
import type { Component, Requirement } from '#model/component.ts';
import { comparatorOf } from '#version/scheme.ts';
import { satisfiesGemRange } from './version-range.ts';

/**
 * Resolves what installed gems require to the newest version that satisfies it: in the same gem directory, else in any
 * other, as RubyGems' search path spans the one of the interpreter and those of bundles.
 */
export const rubyLinker: Linker = {
  kind: 'linker',
  id: 'language/ruby',
  revision: 1,
  title: 'dependencies between installed Ruby gems',
  ecosystems: ['gem'],
  *link(components) {
    const gems = components.filter(isInstalledGem);
    const near = newestFirst(gems, keyOf);
    const anywhere = newestFirst(gems, (_gem, name) => name);
    for (const from of gems) {
      for (const requirement of from.requires ?? []) {
        const { name } = requirement;
        const to =
          resolve(requirement, near.get(keyOf(from, name))) ??
          resolve(requirement, anywhere.get(name));
        if (to !== undefined && to.id !== from.id)
          yield { from: from.id, to: to.id, kind: 'depends-on' };
      }
    }
  },
};

/** Versions of one gem that are tried; more are not installed side by side. */
const maxVersions = 100;

function isInstalledGem(component: Component): boolean {
  return (
    component.ecosystem === 'gem' &&
    component.presence === 'installed' &&
    component.locations[0].path.includes('/specifications/')
  );
}

function newestFirst(
  gems: readonly Component[],
  key: (gem: Component, name: string) => string,
): ReadonlyMap<string, readonly Component[]> {
  const compare = comparatorOf('rubygems');
  const groups = Map.groupBy(gems, (gem) => key(gem, gem.name));
  for (const group of groups.values()) group.sort((a, b) => compare(b.version, a.version));
  return groups;
}

function resolve(
  requirement: Requirement,
  candidates: readonly Component[] = [],
): Component | undefined {
  return candidates
    .slice(0, maxVersions)
    .find(({ version }) => satisfiesGemRange(version, requirement.range));
}

/** Default gems stand one directory deeper but belong to the same gem directory. */
function keyOf(gem: Component, name: string): string {
  const directory = dirname(gem.locations[0].path);
  const home = directory.endsWith('/default') ? dirname(directory) : directory;
  return `${home}\0${name}`;
}
