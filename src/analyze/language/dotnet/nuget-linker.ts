import type { Linker } from '#contract/analyzer.ts';
import { dirname } from '#kit/path.ts';
import type { Component } from '#model/component.ts';
import { comparatorOf } from '#version/scheme.ts';
import { lowestVersion } from './nuget-range.ts';

const compare = comparatorOf('nuget');

/**
 * Resolves what unpacked packages ask for inside their folder: to the lowest version that is at least the one asked for, as
 * NuGet chooses. Applications state their own edges in `deps.json`.
 */
export const nugetLinker: Linker = {
  kind: 'linker',
  id: 'language/nuget',
  revision: 1,
  title: 'dependencies between unpacked .NET packages',
  ecosystems: ['nuget'],
  *link(components) {
    const unpacked = components.filter(isUnpacked);
    const byName = Map.groupBy(unpacked, (one) => keyOf(one, one.name));
    for (const versions of byName.values()) versions.sort((a, b) => compare(a.version, b.version));
    for (const from of unpacked) {
      for (const { name, range } of from.requires ?? []) {
        const versions = (byName.get(keyOf(from, name)) ?? []).slice(0, maxVersions);
        const wanted = lowestVersion(range);
        const to = versions.find((one) => wanted === '' || compare(one.version, wanted) >= 0);
        if (to !== undefined && to.id !== from.id)
          yield { from: from.id, to: to.id, kind: 'depends-on' };
      }
    }
  },
};

/** More versions of one package are in no real folder. */
const maxVersions = 200;

function isUnpacked({ ecosystem, presence, locations }: Component): boolean {
  return ecosystem === 'nuget' && presence === 'installed' && locations[0].path.endsWith('.nuspec');
}

/** The folder of all packages: two directories up in the global one, one up in that of a solution. */
function keyOf({ name: own, version, locations }: Component, name: string): string {
  const directory = dirname(locations[0].path);
  const isFlat = directory.toLowerCase().endsWith(`/${own.toLowerCase()}.${version.toLowerCase()}`);
  const folder = isFlat ? dirname(directory) : dirname(dirname(directory));
  return `${folder}\0${name.toLowerCase()}`;
}
