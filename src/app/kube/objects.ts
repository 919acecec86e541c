import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { KubeObject } from '#kube/object.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import type { Gap } from '#model/observation.ts';
import { isManifest } from '#posture/recognise.ts';
import { gapOfError } from '../error-gap.ts';
import { filesBelow, readPart, type TreeFile } from '../file-tree.ts';
import { type RenderWishes, renderAmong } from '../render-units.ts';
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
  readonly gaps: readonly Gap[];
  /** How the source is called: its paths, or the server. */
  readonly name: string;
}

const headBytes = 4096;
const maxFileBytes = 512 * 2 ** 20;

/** Reads all objects of a source. Throws `input.not-found` for paths that are not there, `access.*` for clusters. */
export async function gatherObjects(source: ObjectSource, scope: Scope): Promise<GatheredObjects> {
  if (source.paths.length === 0) return readCluster(source.cluster, scope);
  const gaps: Gap[] = [];
  const objects: KubeObject[] = [];
  function take(path: string, bytes: Uint8Array, rendered?: KubeObject['origin']['rendered']) {
    attempt(path, gaps, () => {
      const read = readManifests(path, bytes, rendered);
      for (const object of read.objects) objects.push(object);
      gaps.push(...read.gaps);
    });
  }
  if (source.paths.includes('-')) take('-', source.readStandardInput());
  const named = source.paths.filter((path) => path !== '-');
  const files = [...filesBelow(named, source.directory, { everything: false })];
  const tree = await renderAmong(files, source.render, scope);
  gaps.push(...tree.gaps);
  for (const file of files.filter(({ path }) => !tree.covers(path))) {
    checkpoint(scope.signal);
    const bytes = manifestBytes(file, gaps);
    if (bytes !== undefined) take(file.path, bytes);
  }
  for (const { path, bytes, rendered } of tree.files) take(path, bytes, rendered);
  const view = new ClusterView(objects, 'manifests');
  return { view, gaps, name: source.paths.join(' ') };
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
