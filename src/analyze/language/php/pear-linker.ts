import type { Linker } from '#contract/analyzer.ts';
import type { Component } from '#model/component.ts';

/** Resolves what packages of PEAR require: by name, inside their registry. */
export const pearLinker: Linker = {
  kind: 'linker',
  id: 'language/pear',
  revision: 1,
  title: 'dependencies between installed PEAR packages',
  ecosystems: ['pear'],
  *link(components) {
    const installed = components.filter(({ presence }) => presence === 'installed');
    const byName = new Map(installed.map((one) => [keyOf(one, one.name), one]));
    for (const from of installed) {
      for (const { name, scope } of from.requires ?? []) {
        const to = byName.get(keyOf(from, name));
        if (to === undefined || to.id === from.id) continue;
        yield {
          from: from.id,
          to: to.id,
          kind: 'depends-on',
          ...(scope !== undefined && { scope }),
        };
      }
    }
  },
};

function keyOf({ locations }: Component, name: string): string {
  const { path } = locations[0];
  return `${path.slice(0, path.indexOf('/.registry/'))}\0${name.toLowerCase()}`;
}
