import { basename, dirname } from '#kit/path.ts';
import { printable } from '#kit/text.ts';
import type { Component, Requirement } from '#model/component.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import type { Inventory } from '#model/inventory.ts';
import { packageKey } from '#model/package-key.ts';
import type { DependencyPath } from '#model/remediation.ts';
import { dependencyPaths } from './dependency-paths.ts';
import { projectOf } from './project.ts';
import { satisfies } from './range/satisfies.ts';

/** Who asks for a component, and what they declare. */
export interface Dependents {
  readonly pathOf: (componentId: string) => DependencyPath | undefined;
  /** Whether the project itself asks for it, so that the version can be changed there. */
  readonly isDirect: (component: Component) => boolean;
  /** Dependents whose declared range refuses a version, sorted. */
  readonly blockersOf: (component: Component, version: string) => readonly Refusal[];
  /** The package that has to be renewed because it asks for exactly this version, else the component itself. */
  readonly pinnedBy: (component: Component) => Component;
}

/** `text` is for people: `express 4.17.1 requires qs 6.7.0`. */
interface Refusal {
  readonly holder: string;
  readonly text: string;
}

/** More dependents than this are not asked: what so many hold back is known already. */
const maxDependents = 1000;

/** Reads the graph of an inventory once, for all questions. */
export function dependentsOf(inventory: Inventory): Dependents {
  const pathOf = dependencyPaths(inventory);
  const byId = new Map(inventory.components.map((component) => [component.id, component]));
  const parents = parentsOf(inventory);
  const asked = askedByManifest(inventory.components);
  const marked = markedFiles(inventory.components);
  function parentsOfComponent({ id }: Component): readonly Component[] {
    return (parents.get(id) ?? []).flatMap((parent) => byId.get(parent) ?? []);
  }
  return {
    pathOf,
    isDirect: (component) =>
      asked(component) ||
      (component.direct ??
        (!marked.has(component.locations[0].path) &&
          isDirect(component, pathOf(component.id), byId))),
    blockersOf: (component, version) =>
      parentsOfComponent(component)
        .flatMap((parent) => refusal(parent, component, version) ?? [])
        .sort((a, b) => (a.text < b.text ? -1 : 1)),
    pinnedBy: (component) => pinning(component, parentsOfComponent),
  };
}

/** Files that mark direct dependencies: what they leave unmarked is none. */
function markedFiles(components: readonly Component[]): ReadonlySet<string> {
  const marked = components.filter(({ direct }) => direct === true);
  return new Set(marked.map(({ locations }) => locations[0].path));
}

/** How far pins are followed: they come in pairs, a package and its compiled half. */
const maxPins = 3;

function pinning(
  component: Component,
  parentsOfComponent: (component: Component) => readonly Component[],
): Component {
  let current = component;
  for (let step = 0; step < maxPins; step += 1) {
    const parent = parentsOfComponent(current)
      .filter((candidate) => isPinned(candidate, current))
      .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
    if (parent === undefined) return current;
    current = parent;
  }
  return current;
}

function isPinned({ requires = [] }: Component, component: Component): boolean {
  return requires.some(
    (required) =>
      names(required, component) && /^={1,3}\s*[^\s=]/.test((required.range ?? '').trim()),
  );
}

/** Whether the package.json of the project asks for a component by name, though others may do so as well. */
function askedByManifest(components: readonly Component[]): (component: Component) => boolean {
  const asked = new Set<string>();
  for (const { ecosystem, locations, requires = [] } of components) {
    const { path } = locations[0];
    if (ecosystem !== 'npm' || path.includes('/node_modules/')) continue;
    if (basename(path) === 'package.json')
      for (const { name } of requires) asked.add(`${dirname(path)}\0${name}`);
  }
  return (component) =>
    component.ecosystem === 'npm' &&
    !isNested(component) &&
    asked.has(`${projectOf(component).directory}\0${component.name}`);
}

function parentsOf({ relations }: Inventory): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, string[]>();
  for (const { from, to, kind } of relations) {
    if (kind !== 'depends-on') continue;
    const known = parents.get(to);
    if (known === undefined) parents.set(to, [from]);
    else if (known.length < maxDependents) known.push(from);
  }
  return parents;
}

/** At the top of its tree, or right below the project itself, which stands in the same file (`go.mod`, a program). */
function isDirect(
  component: Component,
  path: DependencyPath | undefined,
  byId: ReadonlyMap<string, Component>,
): boolean {
  if (isNested(component)) return false;
  if (path === undefined || path.ids.length <= 1) return true;
  const top = byId.get(path.ids[0] ?? '');
  return path.ids.length === 2 && top !== undefined && isProject(top, component);
}

/** Ecosystems whose manifests, lock files and programs list the project itself as a component of the same file. */
const selfListing = new Set<Ecosystem>(['golang', 'cargo', 'maven', 'nuget']);

function isProject(top: Component, { locations, ecosystem }: Component): boolean {
  const isSameFile = top.locations[0].path === locations[0].path;
  return isSameFile && top.direct !== true && selfListing.has(ecosystem);
}

/** `a/node_modules/b/node_modules/c`: a copy for b alone, whatever the graph lacks. */
function isNested({ ecosystem, locations }: Component): boolean {
  const { path } = locations[0];
  const marker = '/node_modules/';
  return ecosystem === 'npm' && path.indexOf(marker) !== path.lastIndexOf(marker);
}

/**
 * What a parent declares that refuses the version. A parent may ask for a name more than once, in several versions beside
 * each other: what refuses the version that is there is about another copy.
 */
function refusal(parent: Component, component: Component, version: string): Refusal | undefined {
  const { ecosystem } = component;
  const refused = parent.requires?.find(
    ({ range = '', ...required }) =>
      range !== '' &&
      names({ ...required, range }, component) &&
      satisfies(ecosystem, range, version) === false &&
      satisfies(ecosystem, range, component.version) !== false,
  );
  if (refused === undefined) return undefined;
  const text = printable(
    `${parent.name} ${parent.version} requires ${refused.name} ${refused.range ?? ''}`,
  );
  return { holder: parent.name, text };
}

function names(
  { name, alternatives = [], range = '' }: Requirement,
  component: Component,
): boolean {
  const key = packageKey(component.ecosystem, component.name);
  if (range.startsWith(`npm:${component.name}@`)) return true;
  return [name, ...alternatives].some(
    (candidate) => packageKey(component.ecosystem, candidate) === key,
  );
}
