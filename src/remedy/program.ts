import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import type { BaseLayers } from './base-layers.ts';
import { isImage } from './os-upgrade.ts';
import { fileOf } from './package-directories.ts';
import { isPseudoVersion } from './release.ts';

/** A compiled program that tells what it was built from. */
export interface Program {
  readonly path: string;
  /** What a newer release would be of: a recognised product, else the main module or crate; absent when neither is told. */
  readonly name?: string;
  /** Whether the user seems to build it, so that there is something to type. */
  readonly isOwn: boolean;
}

/** Tells the program that a component is built into; `undefined` for what is in no program of Go or Rust. */
export function programsOf(
  inventory: Inventory,
  base: BaseLayers,
): (component: Component) => Program | undefined {
  const { mains, products } = rootsOf(inventory);
  const recognised = recognisedFiles(inventory.components);
  const crates = inventory.components.flatMap(({ ecosystem, locations: [{ path }] }) =>
    ecosystem === 'cargo' && path.endsWith('/Cargo.lock')
      ? [path.slice(0, -'Cargo.lock'.length)]
      : [],
  );
  function isOwn(component: Component, main: Component | undefined): boolean {
    const path = fileOf(component);
    if (isForeignPlace(component, inventory, base)) return false;
    if (component.ecosystem === 'cargo')
      return (
        /\/target\/(?:[^/]{1,100}\/)?(?:release|debug)\//.test(path) ||
        crates.some((at) => path.startsWith(at))
      );
    return main === undefined ? !isImage(inventory) : isUnreleased(main.version);
  }
  return (component) => {
    if (!isInProgram(component)) return undefined;
    const path = fileOf(component);
    const main = mains.get(path);
    const product = products.get(main?.id ?? '') ?? recognised.get(path);
    const name = product ?? main?.name;
    return {
      path,
      ...(name !== undefined && { name }),
      isOwn: product === undefined && isOwn(component, main),
    };
  };
}

/** What was compiled into a program; archives and lists of sources are others' business. */
function isInProgram({ ecosystem, presence }: Component): boolean {
  return presence === 'embedded' && (ecosystem === 'golang' || ecosystem === 'cargo');
}

/** `(devel)`, nothing, or made up from a commit: nobody released it. */
function isUnreleased(version: string): boolean {
  return version === '' || version === '(devel)' || isPseudoVersion(version);
}

/** What the base image brought, and what is installed on a machine, was built by others. */
function isForeignPlace(component: Component, { artifact }: Inventory, base: BaseLayers): boolean {
  if (base.isKnown && base.has(component)) return true;
  const isSystem = artifact.kind === 'host' || artifact.kind === 'container';
  return (
    isSystem &&
    /^\/(?:usr|opt|bin|sbin|lib|lib64|snap|nix|var|root\/\.[^/]*)\//.test(fileOf(component))
  );
}

/** Main modules by the path of the program, and products by the id of the module that they contain. */
function rootsOf({ components, relations }: Inventory) {
  const byId = new Map(components.map((component) => [component.id, component]));
  const targets = new Set<string>();
  const tops = new Map<string, Component>();
  const products = new Map<string, string>();
  for (const { from, to, kind } of relations) {
    const above = byId.get(from);
    if (above === undefined || !byId.has(to)) continue;
    if (kind === 'depends-on') {
      targets.add(to);
      if (isInProgram(above)) tops.set(above.id, above);
    } else if (above.ecosystem === 'generic') {
      products.set(to, smaller(products.get(to), above.name));
    }
  }
  return { mains: mainsOf(tops, targets), products };
}

/** Programs built without modules contain none that a product could be said to contain: the same file has to do. */
function recognisedFiles(components: readonly Component[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const component of components) {
    if (component.ecosystem !== 'generic' || component.technique !== 'binary-analysis') continue;
    const path = fileOf(component);
    names.set(path, smaller(names.get(path), component.name));
  }
  return names;
}

/** What others are compiled for, and is for nothing else itself; of several the first by id. */
function mainsOf(
  tops: ReadonlyMap<string, Component>,
  targets: ReadonlySet<string>,
): ReadonlyMap<string, Component> {
  const mains = new Map<string, Component>();
  for (const component of tops.values()) {
    if (targets.has(component.id)) continue;
    const path = fileOf(component);
    const known = mains.get(path);
    if (known === undefined || component.id < known.id) mains.set(path, component);
  }
  return mains;
}

function smaller(known: string | undefined, name: string): string {
  return known === undefined || name < known ? name : known;
}
