import type { Component } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import { fileOfPath } from './file-of-path.ts';
import type { LayerInventory } from './layer-inventory.ts';
import type { Overlay } from './overlay.ts';

/** A component that some layer holds in a file that a higher layer hides or writes anew. */
export interface Hidden {
  /** As its analyzer saw it. */
  readonly component: Component;
  /** The layer that hides the file. */
  readonly by: LayerInventory;
}

/**
 * The newest hidden copy of every component that `visible` (as the analyzers saw them) lacks. What a lock file declares
 * was never there, so it cannot be removed. A file whose newer copy could not be read tells nothing about removals.
 */
export function hiddenComponents(
  layers: readonly LayerInventory[],
  overlay: Overlay,
  visible: readonly Component[],
): readonly Hidden[] {
  if (layers.length < 2) return [];
  const there = new Set(visible.map(({ id }) => id));
  const hidden = new Map<string, Hidden>();
  for (const [number, { observations }] of layers.entries()) {
    for (const seen of observations) {
      if (seen.type !== 'component' || there.has(seen.component.id)) continue;
      const { component } = seen;
      const above = overlay.hiddenBy(fileOfPath(component.locations[0].path), number);
      const by = layers[above ?? layers.length];
      if (by !== undefined && component.presence !== 'declared')
        hidden.set(component.id, { component, by });
    }
  }
  return [...hidden.values()].filter(isCertain());
}

/** Whether the layer that hides a component's file could read what it has in its place. */
function isCertain(): (hidden: Hidden) => boolean {
  const unread = new Map<LayerInventory, ReadonlySet<string>>();
  return ({ component, by }) => {
    const files = unread.get(by) ?? filesWithGaps(by);
    unread.set(by, files);
    return !files.has(fileOfPath(component.locations[0].path));
  };
}

function filesWithGaps({ observations }: LayerInventory): ReadonlySet<string> {
  const files = new Set<string>();
  for (const seen of observations)
    if (seen.type === 'gap') files.add(fileOfPath(seen.location.path));
  return files;
}

/**
 * The components that lower layers hold and the merged tree no longer shows, made from `candidates`. What is still there
 * under another path, or in another database, was moved and not removed.
 */
export function removedComponents(
  candidates: readonly Hidden[],
  present: readonly Component[],
): readonly Component[] {
  if (candidates.length === 0) return [];
  const there = new Set(present.flatMap(namesOf));
  const successors = new Successors(present);
  return candidates
    .filter(({ component }) => !namesOf(component).some((name) => there.has(name)))
    .map(({ component, by }) => asRemoved(component, by, successors.versionFor(component)));
}

/** What two copies of the same thing share: an archive of an OS package states less than the package database. */
function namesOf(component: Component): readonly string[] {
  const { id, purl, ecosystem, name, version, architecture = '' } = component;
  if (!isSystemPackage(component)) return [id, purl];
  return [id, purl, [ecosystem, name, version, architecture].join('\0')];
}

/** What links to others is left out: nothing depends on what is not there. */
function asRemoved(
  component: Component,
  { diffId }: LayerInventory,
  replacedBy: string | undefined,
): Component {
  const { requires: _, provides: __, ...rest } = component;
  return {
    ...rest,
    presence: 'removed',
    ...(diffId !== undefined && { removedIn: diffId }),
    ...(replacedBy !== undefined && replacedBy !== '' && { replacedBy }),
  };
}

/**
 * Which version stands now where another one stood: that of the OS package of the same name, or of the library of the same
 * name at the same path, where a path that holds its version (`/lib/foo-1.0.jar`) counts as the same with the new one.
 */
class Successors {
  readonly #versions = new Map<string, string>();

  constructor(present: readonly Component[]) {
    for (const component of present.filter((one) => !isArchive(one)))
      for (const key of placesOf(component))
        if (!this.#versions.has(key)) this.#versions.set(key, component.version);
  }

  versionFor(component: Component): string | undefined {
    for (const key of placesOf(component)) {
      const version = this.#versions.get(key);
      if (version !== undefined && version !== component.version) return version;
    }
    return undefined;
  }
}

/** Keys of the place that a component takes, the most exact first. */
function placesOf(component: Component): readonly string[] {
  const { ecosystem, name, version, architecture = '', locations } = component;
  const key = `${ecosystem}\0${name}`;
  if (isSystemPackage(component)) return [`${key}\0${architecture}`, key];
  const { path } = locations[0];
  return [`${key}\0${version === '' ? path : path.replaceAll(version, '*')}`];
}

/** Packages of portage, Container-Optimized OS and the like have no ecosystem of their own. */
function isSystemPackage({ ecosystem, purl }: Component): boolean {
  return isOperatingSystemEcosystem(ecosystem) || /^pkg:(?:ebuild|cos|opkg)\//.test(purl);
}

/** A package that lies there as a file, in the cache of its manager. */
function isArchive(component: Component): boolean {
  return component.presence === 'embedded' && isSystemPackage(component);
}
