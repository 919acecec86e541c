import { dirname } from '#kit/path.ts';
import type { Component } from '#model/component.ts';

/** Assemblies for one platform or language lie below the application: `runtimes/linux/lib/net8.0/`. */
const maxLevels = 5;

/**
 * Without the .NET assemblies that lie where a `deps.json` lists the packages of the application: it knows what they are.
 */
export function withoutListedAssemblies(components: readonly Component[]): readonly Component[] {
  if (!components.some(isAssembly)) return components;
  const listed = new Set(
    components.filter(isListed).map(({ locations }) => dirname(locations[0].path)),
  );
  if (listed.size === 0) return components;
  return components.filter(
    (component) => !isAssembly(component) || !isBelow(component.locations[0].path, listed),
  );
}

function isAssembly({ ecosystem, technique }: Component): boolean {
  return ecosystem === 'nuget' && technique === 'binary-analysis';
}

function isListed({ ecosystem, locations }: Component): boolean {
  return ecosystem === 'nuget' && locations[0].path.toLowerCase().endsWith('.deps.json');
}

function isBelow(path: string, directories: ReadonlySet<string>): boolean {
  let directory = dirname(path);
  for (let level = 0; level < maxLevels; level += 1) {
    if (directories.has(directory)) return true;
    directory = dirname(directory);
  }
  return false;
}
