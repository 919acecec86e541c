import type { Linker } from '#contract/analyzer.ts';
import type { Component } from '#model/component.ts';
import { packageKey } from '#model/package-key.ts';
import { siteDirectoryOf } from './installed.ts';

/**
 * Resolves what installed distributions require, by normalised name inside the directory they are imported from. Debian
 * splits its interpreter's packages over several `dist-packages`, which count as one where the own one has no answer.
 */
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
    const byKey = new Map<string, Component>();
    for (const { component, site } of placed) {
      for (const place of searched(site)) byKey.set(keyOf(place, component.name), component);
    }
    for (const { component: from, site } of placed) {
      for (const requirement of from.requires ?? []) {
        const keys = searched(site).map((place) => keyOf(place, requirement.name));
        const to = keys.map((key) => byKey.get(key)).find((component) => component !== undefined);
        if (to !== undefined && to.id !== from.id)
          yield { from: from.id, to: to.id, kind: 'depends-on' };
      }
    }
  },
};

/** The directory itself, then the name that all of Debian's share. */
function searched(site: string): readonly string[] {
  return site.endsWith('/dist-packages') ? [site, 'dist-packages'] : [site];
}

function siteOf(component: Component): string | undefined {
  if (component.ecosystem !== 'pypi' || component.presence === 'removed') return undefined;
  return siteDirectoryOf(component.locations[0].path);
}

function keyOf(site: string, name: string): string {
  return `${site}\0${packageKey('pypi', name)}`;
}
