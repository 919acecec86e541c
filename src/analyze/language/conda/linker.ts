import type { Linker } from '#contract/analyzer.ts';
import { dirname } from '#kit/path.ts';
import type { Component } from '#model/component.ts';

/** Resolves what installed conda packages require: by name, inside their prefix, where every name stands once. */
export const condaLinker: Linker = {
  kind: 'linker',
  id: 'language/conda',
  revision: 1,
  title: 'dependencies between installed conda packages',
  ecosystems: ['conda'],
  *link(components) {
    const installed = components.filter(({ presence }) => presence === 'installed');
    const byName = new Map(
      installed.map((component) => [keyOf(component, component.name), component]),
    );
    for (const from of installed) {
      for (const { name } of from.requires ?? []) {
        const to = byName.get(keyOf(from, name));
        if (to !== undefined && to.id !== from.id)
          yield { from: from.id, to: to.id, kind: 'depends-on' };
      }
    }
  },
};

function keyOf({ locations }: Component, name: string): string {
  return `${dirname(locations[0].path)}\0${name}`;
}
