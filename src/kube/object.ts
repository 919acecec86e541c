import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath, ObjectReference } from '#model/kubernetes.ts';
import type { Location } from '#model/location.ts';
import type { SourceRange } from '#model/source-range.ts';
import type { YamlNode } from '#yaml/node.ts';
import { resolve, textOf as scalarText } from '#yaml/read.ts';
import { formatFieldPath } from './field-path.ts';
import { fieldOf, isObject, textMapOf, textOf } from './json.ts';
import { isClusterScoped } from './kinds.ts';

/** One Kubernetes object, wherever it comes from. */
export interface KubeObject {
  /** `apps/v1`, `v1`. */
  readonly apiVersion: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Empty where only `generateName` is written. */
  readonly name: string;
  /** `default` where a namespaced kind names none; absent for what belongs to the whole cluster. */
  readonly namespace: string | undefined;
  readonly uid: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly body: JsonObject;
  readonly origin: Origin;
}

/** Where an object was read. */
export interface Origin {
  /** The file, with the range of the document; of a live object `path` is `namespace/Kind/name`. */
  readonly place: Location;
  /** It stands in a text that can be looked into: `node` and `source` are there, unless the file changed meanwhile. */
  readonly isText?: boolean;
  /** The lines of the text that it takes. */
  readonly lines?: { readonly from: number; readonly to: number };
  /** The value in the text: places of its fields come from here. It may be read again for whoever asks, so ask once. */
  readonly node?: YamlNode | undefined;
  /** The bytes of that file; as `node`. */
  readonly source?: Uint8Array | undefined;
  /** Made by a program (Helm, Kustomize): `place.path` is the template, the node that of the text it made. */
  readonly rendered?: Rendered | undefined;
}

/** How a text that a program made belongs to the file that it was made of. */
export interface Rendered {
  /** The line of that file for a line of the text; `undefined` when it is not known. */
  lineOf(line: number): number | undefined;
}

/**
 * Makes an object of what a document or the API server holds; `undefined` when it is no object with `apiVersion` and `kind`.
 */
export function kubeObjectOf(body: Json, origin: Origin): KubeObject | undefined {
  if (!isObject(body)) return undefined;
  const apiVersion = textOf(fieldOf(body, 'apiVersion'));
  const kind = textOf(fieldOf(body, 'kind'));
  if (apiVersion === undefined || kind === undefined || kind === '') return undefined;
  const metadata = fieldOf(body, 'metadata');
  const group = groupOf(apiVersion);
  const namespace = isClusterScoped(group, kind)
    ? undefined
    : (textOf(fieldOf(metadata, 'namespace')) ?? 'default');
  return {
    apiVersion,
    group,
    version: apiVersion.slice(apiVersion.indexOf('/') + 1),
    kind,
    name: textOf(fieldOf(metadata, 'name')) ?? '',
    namespace,
    uid: textOf(fieldOf(metadata, 'uid')),
    labels: textMapOf(fieldOf(metadata, 'labels')),
    annotations: textMapOf(fieldOf(metadata, 'annotations')),
    body,
    origin,
  };
}

/** The group of `group/version`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));
}

export function referenceOf({
  apiVersion,
  kind,
  namespace,
  name,
  uid,
}: KubeObject): ObjectReference {
  return {
    apiVersion,
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
    ...(uid !== undefined && { uid }),
  };
}

interface Named {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** How people call an object: `Deployment shop/web`, `ClusterRole admin`. */
export function nameOf({ kind, namespace, name }: Named): string {
  const short = name === '' ? '(generated name)' : name;
  return namespace === undefined ? `${kind} ${short}` : `${kind} ${namespace}/${short}`;
}

/** Where a field stands, or the nearest field around it that is written, down to the object itself. */
export function locate({ origin }: KubeObject, path: FieldPath): Location {
  const { place, node, rendered } = origin;
  const field = path.length === 0 ? {} : { field: formatFieldPath(path) };
  if (node === undefined) return { ...place, ...field };
  const { line, column, endLine, endColumn } = rangeOf(node, path);
  if (rendered === undefined) return { ...place, line, column, endLine, endColumn, ...field };
  const known = rendered.lineOf(line);
  return { path: place.path, ...(known !== undefined && { line: known }), ...field };
}

/** The range of a field: of its key and value where it is written as a scalar, else of the key. */
export function rangeOf(root: YamlNode, path: FieldPath): SourceRange {
  let range = startOf(root.range);
  let current: YamlNode | undefined = root;
  for (const step of path) {
    const found = stepInto(current, step);
    if (found === undefined) return range;
    range = found.range;
    current = found.value;
  }
  return range;
}

interface Step {
  readonly value: YamlNode;
  readonly range: SourceRange;
}

function stepInto(node: YamlNode | undefined, step: string | number): Step | undefined {
  const value = resolve(node);
  if (typeof step === 'number') {
    const item = value?.kind === 'list' ? value.items[step] : undefined;
    return item && { value: item, range: startOf(item.range) };
  }
  if (value?.kind !== 'map') return undefined;
  const entry = value.entries.findLast(({ key }) => scalarText(key) === step);
  if (entry === undefined) return undefined;
  const isScalar =
    entry.value.kind === 'scalar' && entry.value.range.endLine === entry.key.range.line;
  const { end, endLine, endColumn } = isScalar ? entry.value.range : entry.key.range;
  return { value: entry.value, range: { ...entry.key.range, end, endLine, endColumn } };
}

/** Of a collection only where it begins: nobody wants a whole document underlined. */
function startOf(range: SourceRange): SourceRange {
  const { start, line, column } = range;
  return { start, end: start, line, column, endLine: line, endColumn: column };
}
