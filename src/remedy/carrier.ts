import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Dependents } from './dependents.ts';
import { fileOf, packageDirectories } from './package-directories.ts';
import type { Manager, Project } from './project.ts';
import { projectsOf } from './project-lock.ts';

/** Without a lock file every package is renewed by its own name, unless another one pins it. */
const flat = new Set<Manager>(['pip', 'gem']);

/** A package that brings files of another kind ready-made: whoever uses it cannot build them again. */
export interface Carrier {
  /** Unique among carriers. */
  readonly key: string;
  /** What to renew: the dependency that the project itself asks for. */
  readonly name: string;
  /** Its component; absent where only a directory names it. */
  readonly component?: Component;
  /** Where it is asked for; absent where nobody can tell. */
  readonly project?: Project;
}

/** Tells what a component came with: an OS package that owns its file, or a package whose directory holds it. */
export function carriersOf(
  inventory: Inventory,
  dependents: Dependents,
): (component: Component) => Carrier | undefined {
  const byId = new Map(inventory.components.map((component) => [component.id, component]));
  const { around } = packageDirectories(inventory.components);
  const projectIn = projectsOf(inventory.components);
  return (component) => {
    const owner = byId.get(component.owner ?? '');
    if (owner !== undefined)
      return { key: `owner\0${owner.id}`, name: owner.name, component: owner };
    const found = around(component);
    if (found === undefined) return undefined;
    if (typeof found === 'string') return { key: `${siteKey(component)}\0${found}`, name: found };
    const isFlat = flat.has(projectIn(found).manager);
    const top = isFlat ? dependents.pinnedBy(found) : broughtBy(found, dependents, byId);
    const project = projectIn(top);
    const name = project.bundledBy ?? top.name;
    const key = [top.ecosystem, project.directory, name].join('\0');
    return { key, name, component: top, project };
  };
}

/** The project's own dependency that brings a package; itself where it is one, or where the graph does not tell. */
function broughtBy(
  found: Component,
  dependents: Dependents,
  byId: ReadonlyMap<string, Component>,
): Component {
  if (dependents.isDirect(found)) return found;
  const path = dependents.pathOf(found.id)?.ids ?? [];
  const components = path.flatMap((id) => byId.get(id) ?? []);
  return components.find((candidate) => isInstalledLike(candidate, found)) ?? found;
}

/** The manifest of the project itself is a component too, but none that could be renewed. */
function isInstalledLike(candidate: Component, found: Component): boolean {
  if (candidate.ecosystem !== found.ecosystem) return false;
  return found.ecosystem !== 'npm' || fileOf(candidate).includes('/node_modules/');
}

function siteKey(component: Component): string {
  return fileOf(component).split(/(?<=\/(?:site|dist)-packages)\//, 1)[0] ?? '';
}
