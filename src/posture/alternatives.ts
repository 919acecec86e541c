import type { KubeObject } from '#kube/object.ts';
import { ClusterView } from '#kube/view.ts';

/** Objects that are meant to be deployed together, and whose faults are told of them. */
export interface Deployment {
  readonly view: ClusterView;
  /** Whether faults in a file are told of this one, not of another that has the file too. */
  owns(path: string): boolean;
}

/**
 * Files may hold alternatives of one another: `install.yaml` and `install-ha.yaml`, `dev/` and `prod/`. What defines the same objects
 * is never deployed at once, so it is judged apart, each time with the files that contradict nothing. A cluster, or what a program
 * rendered, is one deployment. Linear in objects but for the number of alternatives, which is bounded.
 */
export function deploymentsIn(view: ClusterView): readonly Deployment[] {
  const whole = [{ view, owns: () => true }];
  if (view.completeness === 'cluster' || view.objects[0]?.origin.rendered !== undefined)
    return whole;
  const files = filesOf(view);
  if (files.size < 2) return whole;
  const layers = layersOf(files, Math.min(24, 1 + Math.ceil(150_000 / view.objects.length)));
  if (layers.length === 1) return whole;
  return layers.map((layer, index) => ({
    view: new ClusterView(together(layer, files), 'manifests'),
    owns: (path) => layer.paths.has(path) || (index === 0 && !files.has(path)),
  }));
}

interface File {
  readonly path: string;
  readonly objects: KubeObject[];
  /** What can be there only once, of kinds that an alternative changes. */
  readonly names: Set<string>;
}

/** What several deployments of one thing usually repeat as it is. */
const shared: ReadonlySet<string> = new Set([
  'Namespace',
  'CustomResourceDefinition',
  'ServiceAccount',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
]);

function filesOf(view: ClusterView): ReadonlyMap<string, File> {
  const files = new Map<string, File>();
  for (const object of view.objects) {
    const { path } = object.origin.place;
    const file = files.get(path) ?? { path, objects: [], names: new Set() };
    files.set(path, file);
    file.objects.push(object);
    const { group, kind, namespace = '', name } = object;
    if (name !== '' && !shared.has(kind)) file.names.add(`${group}/${kind}\n${namespace}\n${name}`);
  }
  return files;
}

class Layer {
  readonly paths = new Set<string>();
  /** The file that defines each name. */
  readonly #owners = new Map<string, File>();

  /** Whether something that is here already is defined by a file too, in another directory or for the most part. */
  refuses({ path, names }: File): boolean {
    const common = new Map<File, number>();
    for (const name of names) {
      const owner = this.#owners.get(name);
      if (owner === undefined) continue;
      const count = (common.get(owner) ?? 0) + 1;
      if (directoryOf(owner.path) !== directoryOf(path) || count > 2) return true;
      common.set(owner, count);
    }
    for (const [owner, count] of common)
      if (count === Math.min(owner.names.size, names.size)) return true;
    return false;
  }

  has(name: string): boolean {
    return this.#owners.has(name);
  }

  add(file: File): void {
    this.paths.add(file.path);
    for (const name of file.names) this.#owners.set(name, file);
  }
}

/** Each directory goes, as far as its files agree, into the first layer that it does not contradict. */
function layersOf(files: ReadonlyMap<string, File>, most: number): readonly Layer[] {
  const layers = [new Layer()];
  const byDirectory = Map.groupBy(files.values(), ({ path }) => directoryOf(path));
  for (const group of byDirectory.values()) {
    let rest: readonly File[] = group;
    for (let at = 0; rest.length > 0; at += 1) {
      const layer = layers[at] ?? new Layer();
      layers[at] = layer;
      rest = at + 1 === most ? addAll(layer, rest) : addFitting(layer, rest);
    }
  }
  return layers;
}

function addAll(layer: Layer, files: readonly File[]): readonly File[] {
  for (const file of files) layer.add(file);
  return [];
}

/** Adds what does not contradict the layer, and gives back what does; nothing of a directory that contradicts other directories. */
function addFitting(layer: Layer, files: readonly File[]): readonly File[] {
  if (layer.paths.size > 0 && files.some((file) => layer.refuses(file))) return files;
  const rest: File[] = [];
  for (const file of files) {
    if (layer.refuses(file)) rest.push(file);
    else layer.add(file);
  }
  return rest;
}

/** The objects of a layer, and of all other files those that contradict nothing there, nor what was taken before them. */
function together(layer: Layer, files: ReadonlyMap<string, File>): readonly KubeObject[] {
  const taken = new Set<string>();
  const kept = new Set<string>();
  for (const { path, names } of files.values()) {
    if (layer.paths.has(path)) kept.add(path);
    else if ([...names].every((name) => !layer.has(name) && !taken.has(name))) {
      kept.add(path);
      for (const name of names) taken.add(name);
    }
  }
  return [...files.values()].flatMap(({ path, objects }) => (kept.has(path) ? objects : []));
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
