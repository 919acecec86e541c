import type { Linker } from '#contract/analyzer.ts';
import { dirname } from '#kit/path.ts';
import type { Component, Requirement } from '#model/component.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import { comparatorOf, schemeOfEcosystem } from '#version/scheme.ts';

/** How the packages of an ecosystem find each other. */
export interface NameRules {
  readonly id: string;
  readonly title: string;
  readonly ecosystem: Ecosystem;
  /** How many directories above that of its file the home of a package lies (library, package database, store). */
  readonly levelsUp: number | ((path: string) => number);
}

/** Versions of one package that are tried. */
const maxVersions = 100;

/**
 * A linker for ecosystems whose packages require others by name: what is asked for is looked up in the same home, else
 * among all packages of the same presence. An exact range (`= 1.2`, `== 1.2`) picks that version, otherwise the newest.
 */
export function nameLinker(rules: NameRules): Linker {
  return {
    kind: 'linker',
    id: rules.id,
    revision: 1,
    title: rules.title,
    ecosystems: [rules.ecosystem],
    *link(components) {
      const index = indexOf(components, rules);
      for (const from of components) {
        for (const requirement of from.requires ?? []) {
          const to = find(index, from, requirement);
          if (to !== undefined && to.id !== from.id)
            yield {
              from: from.id,
              to: to.id,
              kind: 'depends-on',
              ...(requirement.scope !== undefined && { scope: requirement.scope }),
            };
        }
      }
    },
  };
}

interface Index {
  readonly near: ReadonlyMap<string, readonly Component[]>;
  readonly anywhere: ReadonlyMap<string, readonly Component[]>;
  readonly homeOf: (component: Component) => string;
}

function indexOf(components: readonly Component[], { levelsUp, ecosystem }: NameRules): Index {
  function homeOf({ locations: [{ path }] }: Component): string {
    const levels = typeof levelsUp === 'number' ? levelsUp : levelsUp(path);
    let home = dirname(path);
    for (let level = 0; level < levels; level += 1) home = dirname(home);
    return home;
  }
  const near = new Map<string, Component[]>();
  const anywhere = new Map<string, Component[]>();
  for (const component of components) {
    if (component.presence === 'removed') continue;
    for (const name of new Set([component.name, ...(component.provides ?? [])])) {
      push(near, `${component.presence}\0${homeOf(component)}\0${name}`, component);
      push(anywhere, `${component.presence}\0${name}`, component);
    }
  }
  const compare = comparatorOf(schemeOfEcosystem(ecosystem));
  for (const group of [...near.values(), ...anywhere.values()])
    if (group.length > 1 && group.length <= maxVersions)
      group.sort((a, b) => compare(b.version, a.version));
  return { near, anywhere, homeOf };
}

function find(index: Index, from: Component, { name, range }: Requirement): Component | undefined {
  if (from.presence === 'removed') return undefined;
  const near = index.near.get(`${from.presence}\0${index.homeOf(from)}\0${name}`);
  const anywhere = from.presence === 'installed' ? index.anywhere.get(`installed\0${name}`) : [];
  return choose(near, range) ?? choose(anywhere, range);
}

function choose(candidates: readonly Component[] = [], range = ''): Component | undefined {
  const exact = /^={1,2}\s*(\S{1,200})$/.exec(range)?.[1];
  if (exact === undefined) return candidates[0];
  return candidates.slice(0, maxVersions).find(({ version }) => version === exact);
}

function push(map: Map<string, Component[]>, key: string, component: Component): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [component]);
  else list.push(component);
}
