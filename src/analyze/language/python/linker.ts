import type { Linker } from '#contract/analyzer.ts';
import type { Component } from '#model/component.ts';
import { packageKey } from '#model/package-key.ts';
import { siteDirectoryOf } from './installed.ts';

/** Resolves what installed distributions require, by normalised name inside the directory they are imported from. */
export const pythonLinker: Linker = {
  kind: 'linker',
  id: 'language/python',
  revision: 1,
  title: 'dependencies between installed Python distributions',
  ecosystems: ['pypi'],
  *link(components) {
    const placed = components.flatMap((component) => {
      const site = siteOf(component);
      return site === undefined ? [] : [{ component, site }];
    });
    const byKey = new Map(
      placed.map(({ component, site }) => [keyOf(site, component.name), component] as const),
    );
    for (const { component: from, site } of placed) {
      for (const requirement of from.requires ?? []) {
        const to = byKey.get(keyOf(site, requirement.name));
        if (to !== undefined && to.id !== from.id)
          yield { from: from.id, to: to.id, kind: 'depends-on' };
      }
    }
  },
};

function siteOf(component: Component): string | undefined {
  if (component.ecosystem !== 'pypi' || component.presence === 'removed') return undefined;
  return siteDirectoryOf(component.locations[0].path);
}

function keyOf(site: string, name: string): string {
  return `${site}\0${packageKey('pypi', name)}`;
}
