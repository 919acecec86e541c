import { basename, dirname } from '#kit/path.ts';
import type { Component } from '#model/component.ts';

/** Assemblies for one platform or language lie below the application: `runtimes/linux/lib/net8.0/`. */
const maxLevels = 5;

/**
 * Without what a file beside or above tells better: .NET assemblies where a `deps.json` lists the packages of the
 * application, and the virtual machine of a Java runtime that has a `release` file.
 */
export function withoutToldTwice(components: readonly Component[]): readonly Component[] {
  return without(without(components, isAssembly, isListed), isVirtualMachine, isRelease);
}

type Test = (component: Component) => boolean;

function without(
  components: readonly Component[],
  isLesser: Test,
  isBetter: Test,
): readonly Component[] {
  if (!components.some(isLesser)) return components;
  const told = new Set(
    components.filter(isBetter).map(({ locations }) => dirname(locations[0].path)),
  );
  if (told.size === 0) return components;
  return components.filter((one) => !isLesser(one) || !isBelow(one.locations[0].path, told));
}

function isVirtualMachine({ ecosystem, technique, locations }: Component): boolean {
  if (ecosystem !== 'generic' || technique !== 'binary-analysis') return false;
  return /^(?:libjvm\.(?:so|dylib)|jvm\.dll)$/.test(basename(locations[0].path));
}

function isRelease({ ecosystem, technique, locations }: Component): boolean {
  if (ecosystem !== 'generic' || technique !== 'manifest-analysis') return false;
  return basename(locations[0].path) === 'release';
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
