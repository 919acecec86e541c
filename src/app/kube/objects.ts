import type { Marker } from '#check/markers.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { RecentTexts } from '#kube/manifest-text.ts';
import type { KubeObject, Rendered } from '#kube/object.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import type { Gap } from '#model/observation.ts';
import { markersOfManifests } from '#posture/allowance.ts';
import { isManifest } from '#posture/recognise.ts';
import { rereader } from '../check-input.ts';
import { gapOfError } from '../error-gap.ts';
import { filesBelow, readPart, type TreeFile } from '../file-tree.ts';
import { type RenderWishes, renderAmong } from '../render-units.ts';
import { ChosenNamespaces } from './chosen-namespaces.ts';
import { type ClusterRequest, readCluster } from './live.ts';

/** Where the objects are that a question is about. */
export interface ObjectSource {
  /** Files and directories; empty: the cluster. */
  readonly paths: readonly string[];
  readonly cluster: ClusterRequest;
  readonly render: RenderWishes;
  /** The text of standard input, for the path `-`. */
  readStandardInput(): Uint8Array;
  /** Where relative paths begin. */
  readonly directory: string;
}

/** Objects, and what could not be read of them. */
export interface GatheredObjects {
  readonly view: ClusterView;
  /** What belongs together: the plain files (`''`), and each chart and kustomization by itself; one for a cluster. */
  readonly parts: ReadonlyMap<string, ClusterView>;
  /** Comments in files that accept faults, by path. */
  readonly markers: ReadonlyMap<string, readonly Marker[]>;
  readonly gaps: readonly Gap[];
  /** How the source is called: its paths, or the server. */
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
}

const headBytes = 4096;
const maxFileBytes = 512 * 2 ** 20;

/** Who looks at what is read as soon as it is read. */
export interface GatheringWitness {
  /** A text that holds objects. */
  text?(path: string, bytes: Uint8Array): void;
  /** An object of a unit that is rendered by itself; of `''` where it is not rendered. */
  object?(object: KubeObject, unit: string): void;
}

/**
 * Reads all objects of a source and shows them to `witness`. Throws `input.not-found` for paths that are not there, `access.*` for
 * clusters, and what the witness throws.
 */
export async function gatherObjects(
  source: ObjectSource,
  scope: Scope,
  witness: GatheringWitness = {},
): Promise<GatheredObjects> {
  if (source.paths.length === 0) return readCluster(source.cluster, scope, witness);
  const gathering = new Gathering(witness, source.cluster.namespaces);
  if (source.paths.includes('-')) gathering.take({ path: '-', bytes: source.readStandardInput() });
  const named = source.paths.filter((path) => path !== '-');
  const files = [...filesBelow(named, source.directory, { everything: false })];
  const tree = await renderAmong(files, source.render, scope);
  gathering.gaps.push(...tree.gaps);
  for (const file of files.filter(({ path }) => !tree.covers(path))) {
    checkpoint(scope.signal);
    const bytes = manifestBytes(file, gathering.gaps);
    if (bytes !== undefined) gathering.take({ path: file.path, bytes, again: rereader(file) });
  }
  for (const file of tree.files) gathering.take(file, file.unit);
  return gathering.result(source.paths.join(' '));
}

interface Text {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly rendered?: Rendered;
  readonly again?: () => Uint8Array | undefined;
}

class Gathering {
  readonly gaps: Gap[] = [];
  readonly #parts = new Map<string, KubeObject[]>();
  readonly #markers = new Map<string, readonly Marker[]>();
  readonly #recent = new RecentTexts();
  readonly #witness: GatheringWitness;
  #files = 0;
  #bytes = 0;

  readonly #namespaces: ChosenNamespaces;

  constructor(witness: GatheringWitness, namespaces: readonly string[] | undefined) {
    this.#witness = witness;
    this.#namespaces = new ChosenNamespaces(namespaces);
  }

  take({ path, bytes, rendered, again }: Text, unit = ''): void {
    this.#files += 1;
    this.#bytes += bytes.length;
    const manifests = attempt(path, this.gaps, () =>
      readManifests(path, bytes, rendered, { recent: this.#recent, again }),
    );
    if (manifests === undefined) return;
    const part = this.#parts.get(unit) ?? [];
    this.#parts.set(unit, part);
    for (const object of manifests.objects) {
      if (!this.#namespaces.has(object)) continue;
      part.push(object);
      this.#witness.object?.(object, unit);
    }
    const markers = markersOfManifests(manifests);
    if (markers.length > 0) this.#markers.set(path, markers);
    this.gaps.push(...manifests.gaps);
    attempt(path, this.gaps, () => this.#witness.text?.(path, bytes));
  }

  result(name: string): GatheredObjects {
    this.#namespaces.check();
    const parts = new Map(
      this.#parts.entries().map(([unit, objects]) => [unit, new ClusterView(objects, 'manifests')]),
    );
    const [only] = parts.values();
    const all = parts.size === 1 ? [] : parts.values().flatMap(({ objects }) => objects);
    const view = parts.size === 1 && only ? only : new ClusterView([...all], 'manifests');
    const { gaps } = this;
    return {
      view,
      parts,
      markers: this.#markers,
      gaps,
      name,
      files: this.#files,
      bytes: this.#bytes,
    };
  }
}

/** The bytes of a file that holds objects; a file that a person names is always taken for one. */
function manifestBytes(file: TreeFile, gaps: Gap[]): Uint8Array | undefined {
  const { path, absolute, size, isNamed } = file;
  if (!isNamed && !/\.(?:ya?ml|json)$/i.test(path)) return undefined;
  if (size > maxFileBytes) {
    gaps.push(gapOf(path, 'too-large', 'the file is larger than 512 MiB'));
    return undefined;
  }
  return attempt(path, gaps, () => {
    const head = readPart(absolute, Math.min(headBytes, size));
    return isNamed || isManifest(path, head) ? readPart(absolute, size) : undefined;
  });
}

function attempt<Value>(path: string, gaps: Gap[], work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    const gap = gapOfError(path, error);
    if (gap === undefined) throw error;
    gaps.push(gap);
    return undefined;
  }
}

function gapOf(path: string, reason: Gap['reason'], detail: string): Gap {
  return { type: 'gap', location: { path }, reason, detail };
}
