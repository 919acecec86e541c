import type { Linker } from '#contract/analyzer.ts';
import { dirname } from '#kit/path.ts';
import type { Component, Relation, Requirement } from '#model/component.ts';
import { splitAtVersion } from './lock-names.ts';
import { find, ModuleTree } from './module-tree.ts';
import { newestWithin } from './version-range.ts';

/** Resolves what installed npm packages require, by Node's own rule over the places where packages stand. */
export const npmLinker: Linker = {
  kind: 'linker',
  id: 'language/npm',
  revision: 2,
  title: 'dependencies between installed npm packages',
  ecosystems: ['npm'],
  *link(components) {
    const installed = components.filter(isManifest);
    const tree = indexTree(installed);
    for (const component of installed) yield* edgesOf(component, tree);
  },
};

/** Packages where Node finds them, and the versions that stand in a pnpm store, by store and name. */
interface Tree {
  readonly modules: ModuleTree<Component>;
  readonly byStore: ReadonlyMap<string, ReadonlyMap<string, Component>>;
}

/** More versions of one package are in no real store. */
const maxVersions = 100;

function isManifest(component: Component): boolean {
  return (
    component.ecosystem === 'npm' &&
    component.presence !== 'removed' &&
    component.locations[0].path.endsWith('/package.json')
  );
}

function indexTree(components: readonly Component[]): Tree {
  const modules = new ModuleTree<Component>();
  const byStore = new Map<string, Map<string, Component>>();
  for (const component of components) {
    const directory = dirname(component.locations[0].path);
    modules.add(directory, component);
    if (!directory.endsWith(`/node_modules/${component.name}`)) continue;
    const key = storeKey(directory, component.name);
    const versions = byStore.get(key) ?? new Map<string, Component>();
    byStore.set(key, versions.set(component.version, component));
  }
  return { modules, byStore };
}

function* edgesOf(from: Component, tree: Tree): Iterable<Relation> {
  const directory = dirname(from.locations[0].path);
  const reach = tree.modules.reachOf(directory);
  for (const requirement of from.requires ?? []) {
    const to = find(reach, requirement.name) ?? resolveInStore(directory, requirement, tree);
    if (to === undefined || to === from) continue;
    const scope = requirement.scope;
    yield {
      from: from.id,
      to: to.id,
      kind: 'depends-on',
      ...(scope !== undefined && { scope }),
    };
  }
}

/**
 * pnpm puts symbolic links to `.pnpm/NAME@VERSION/node_modules/NAME` where Node looks, and components know no links. One
 * version of the name in the store is the answer; of several the newest that the range admits.
 */
function resolveInStore(
  directory: string,
  requirement: Requirement,
  tree: Tree,
): Component | undefined {
  const { name, range = '' } = withoutAlias(requirement);
  const versions = tree.byStore.get(storeKey(directory, name));
  if (versions === undefined || versions.size > maxVersions) return undefined;
  if (versions.size === 1) return versions.values().next().value;
  const version = newestWithin([...versions.keys()], range);
  return version === undefined ? undefined : versions.get(version);
}

/** `npm:NAME@RANGE` asks for another package than the key says. */
function withoutAlias(requirement: Requirement): Requirement {
  const range = requirement.range ?? '';
  const parts = range.startsWith('npm:') ? splitAtVersion(range.slice(4)) : undefined;
  return parts === undefined ? requirement : { name: parts[0], range: parts[1] };
}

/** The project whose pnpm store or yarn cache serves `directory`, with the name that is looked for. */
function storeKey(directory: string, name: string): string {
  const store = Math.max(
    directory.indexOf('/node_modules/.pnpm/'),
    directory.indexOf('/.yarn/cache/'),
  );
  return `${store >= 0 ? directory.slice(0, store) : directory}\0${name}`;
}
