import type { Linker, Reviewer } from '#contract/analyzer.ts';
import { normalizePath } from '#kit/path.ts';
import type { Artifact, ImageFacts, LayerFacts } from '#model/artifact.ts';
import type { Component, License, Relation } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Location } from '#model/location.ts';
import type { Gap, Observation, OwnershipObservation } from '#model/observation.ts';
import { ecosystemOfSystem, type OperatingSystem } from '#model/os.ts';
import { packageFilesOf } from './altered.ts';
import { firstLayersOf } from './attribution.ts';
import { withoutToldTwice } from './binary/doubles.ts';
import { contentFacts } from './contents.ts';
import { fileOfPath } from './file-of-path.ts';
import { fileSystemFacts } from './file-system.ts';
import type { LayerInventory } from './layer-inventory.ts';
import { completePurl } from './os/complete.ts';
import { withoutDoubles } from './os/debian/doubles.ts';
import { withOrigin } from './os/origin/third-party.ts';
import { systemOfPackages } from './os/release/from-packages.ts';
import { withRepositories } from './os/repositories/collect.ts';
import { preferSystem } from './os/system.ts';
import { type Overlay, overlayOf } from './overlay.ts';
import { ownersOf } from './ownership.ts';
import { hiddenComponents, removedComponents } from './removed.ts';
import { review } from './review.ts';
import { settled } from './settle.ts';
import { withShipper } from './shipped.ts';
import { sightings } from './sightings.ts';

/** What is known of the artifact beside its layers' content. */
export interface MergeFrame {
  readonly artifact: Artifact;
  readonly image?: ImageFacts;
  readonly layers: readonly LayerFacts[];
  /** Gaps of the source. */
  readonly gaps: readonly Gap[];
  readonly analyzers: Readonly<Record<string, number>>;
  readonly reviewers?: readonly Reviewer[];
}

/**
 * Lays the layers on top of one another and makes one inventory: what a higher layer hides is `removed`, OS packages learn
 * their distribution, library components their owner, and every component the layer that brought it.
 */
export function mergeLayers(
  layers: readonly LayerInventory[],
  linkers: readonly Linker[],
  frame: MergeFrame,
): Inventory {
  const overlay = overlayOf(layers.map((layer) => layer.tree));
  const visible = settled(visibleObservations(layers, overlay));
  const seen = withoutToldTwice(withoutDoubles(componentsOf(visible)));
  const os = systemOf(visible, seen);
  const renamed = new Map<string, string>();
  const first = firstLayersOf(layers);
  function completed(component: Component): Component {
    return complete(component, os, first, renamed);
  }
  const present = withOwners(withLicenses(unique(seen.map(completed)), visible), visible, layers);
  const hidden = hiddenComponents(layers, overlay, seen).map(({ component, by }) => ({
    component: completed(component),
    by,
  }));
  const removed = removedComponents(hidden, present);
  const packageFiles = packageFilesOf(visible, present, linksOf(layers));
  const seenInFiles = sightings(layers, overlay);
  const secrets = seenInFiles.secrets.map((secret) => withShipper(secret, packageFiles));
  const reviewed = review(frame.reviewers ?? [], {
    ...frame,
    ...(os !== undefined && { os }),
    components: present,
    visible,
    layers,
    overlay,
    packageFiles,
  });
  const faults = [...seenInFiles.faults, ...reviewed.faults];
  return {
    artifact: frame.artifact,
    ...(frame.image !== undefined && { image: frame.image }),
    ...(os !== undefined && { os }),
    layers: frame.layers,
    components: removed.length === 0 ? present : unique([...present, ...removed]),
    relations: relationsOf(visible, present, linkers, renamed),
    gaps: [...frame.gaps, ...visible.filter((seen) => seen.type === 'gap'), ...reviewed.gaps],
    ...(secrets.length > 0 && { secrets }),
    ...(faults.length > 0 && { faults }),
    files: { ...fileSystemFacts(layers, overlay), ...contentFacts(layers, overlay, visible) },
    analyzers: frame.analyzers,
    walked: {
      files: layers.reduce((sum, layer) => sum + layer.walked.files, 0),
      bytes: layers.reduce((sum, layer) => sum + layer.walked.bytes, 0),
    },
  };
}

function systemOf(
  visible: readonly Observation[],
  components: readonly Component[],
): OperatingSystem | undefined {
  const installed = components.filter(({ presence }) => presence === 'installed');
  const managers = new Set(installed.map(({ ecosystem }) => ecosystem));
  const os =
    preferSystem(
      visible.filter((seen) => seen.type === 'os'),
      new Set([...managers].filter(isOperatingSystemEcosystem)),
    ) ?? systemOfPackages(components);
  if (os === undefined) return undefined;
  return withRepositories(
    os,
    visible.filter((seen) => seen.type === 'repositories'),
    components,
  );
}

/** Observations of files that are in the merged tree, each with its layer. */
function visibleObservations(
  layers: readonly LayerInventory[],
  overlay: Overlay,
): readonly Observation[] {
  return layers.flatMap((layer, number) =>
    layer.observations
      .filter((seen) => isVisible(seen, number, overlay))
      .map((seen) => inLayer(seen, layer)),
  );
}

function isVisible(seen: Observation, layer: number, overlay: Overlay): boolean {
  return overlay.hiddenBy(fileOfPath(locationOf(seen).path), layer) === undefined;
}

function locationOf(observation: Observation): Location {
  return observation.type === 'component'
    ? observation.component.locations[0]
    : observation.location;
}

function inLayer(observation: Observation, { diffId }: LayerInventory): Observation {
  if (diffId === undefined) return observation;
  if (observation.type !== 'component')
    return { ...observation, location: { ...observation.location, layer: diffId } };
  const { component } = observation;
  const [head, ...rest] = component.locations;
  const locations = [{ ...head, layer: diffId }, ...rest] as const;
  return { type: 'component', component: { ...component, locations } };
}

function componentsOf(observations: readonly Observation[]): readonly Component[] {
  return observations.filter((seen) => seen.type === 'component').map((seen) => seen.component);
}

/** Gives an OS package its distribution and its first layer; `renamed` maps the id it had in its file to the final one. */
function complete(
  component: Component,
  os: OperatingSystem | undefined,
  first: ReadonlyMap<string, LayerInventory>,
  renamed: Map<string, string>,
): Component {
  const diffId = first.get(component.id)?.diffId;
  const done = withOrigin(isOf(component, os) ? completePurl(component, os) : component, os);
  if (done.id !== component.id) renamed.set(component.id, done.id);
  if (diffId === undefined) return done;
  const [head, ...rest] = done.locations;
  return { ...done, locations: [{ ...head, layer: diffId }, ...rest] };
}

/** Whether a package may be the system's: what another package manager installed has no distribution to name. */
function isOf(component: Component, os: OperatingSystem | undefined): os is OperatingSystem {
  const manager = os === undefined ? undefined : ecosystemOfSystem(os);
  return os !== undefined && (manager === undefined || manager === component.ecosystem);
}

/** Components by id, sorted, so that the inventory does not depend on the order of entries in a layer. */
function unique(components: readonly Component[]): readonly Component[] {
  const byId = new Map<string, Component>();
  for (const component of components)
    if (!byId.has(component.id)) byId.set(component.id, component);
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function withLicenses(
  components: readonly Component[],
  observations: readonly Observation[],
): readonly Component[] {
  const found = new Map<string, readonly License[]>();
  for (const seen of observations)
    if (seen.type === 'license') found.set(`${seen.ecosystem}:${seen.package}`, seen.licenses);
  if (found.size === 0) return components;
  return components.map((component) => {
    const licenses = found.get(`${component.ecosystem}:${component.name}`);
    return licenses === undefined || component.licenses !== undefined
      ? component
      : { ...component, licenses };
  });
}

function withOwners(
  components: readonly Component[],
  observations: readonly Observation[],
  layers: readonly LayerInventory[],
): readonly Component[] {
  const owned = observations.filter(
    (seen): seen is OwnershipObservation => seen.type === 'ownership',
  );
  const owners = ownersOf(components, owned, linksOf(layers));
  if (owners.size === 0) return components;
  return components.flatMap((component) => {
    const owner = owners.get(component.id);
    if (owner === undefined) return [component];
    return isRecognised(component) ? [] : [{ ...component, owner }];
  });
}

/** What a classifier or the note in a program found in a file of an OS package is that package, and no second component. */
function isRecognised({ ecosystem, technique }: Component): boolean {
  if (ecosystem === 'generic') return technique !== undefined;
  return isOperatingSystemEcosystem(ecosystem) && technique === 'binary-analysis';
}

/** Directory links near the root, by path, with absolute targets. A link that leads out of the root is left out. */
function linksOf(layers: readonly LayerInventory[]): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  for (const { tree } of layers) {
    for (const { path, target } of tree.links) {
      const parent = path.slice(0, path.lastIndexOf('/'));
      const absolute = normalizePath(target.startsWith('/') ? target : `${parent}/${target}`);
      if (absolute !== undefined && absolute !== path) links.set(path, absolute);
    }
  }
  return links;
}

function relationsOf(
  observations: readonly Observation[],
  components: readonly Component[],
  linkers: readonly Linker[],
  renamed: ReadonlyMap<string, string>,
): readonly Relation[] {
  const known = new Set(components.map(({ id }) => id));
  const relations = new Map<string, Relation>();
  function add(relation: Relation): void {
    const { from, to } = relation;
    if (from !== to && known.has(from) && known.has(to))
      relations.set(`${from}\0${to}\0${relation.kind}`, relation);
  }
  for (const seen of observations) {
    if (seen.type !== 'relation') continue;
    const { from, to } = seen.relation;
    add({ ...seen.relation, from: renamed.get(from) ?? from, to: renamed.get(to) ?? to });
  }
  for (const linker of linkers) {
    const wanted = new Set(linker.ecosystems);
    const linked = components.filter((c) => wanted.has(c.ecosystem) && !isArchive(c));
    for (const relation of linker.link(linked)) add(relation);
  }
  return [...relations.keys()].sort().flatMap((key) => relations.get(key) ?? []);
}

/** A package that only lies there as a file satisfies nothing. */
function isArchive({ ecosystem, presence }: Component): boolean {
  return presence === 'embedded' && isOperatingSystemEcosystem(ecosystem);
}
