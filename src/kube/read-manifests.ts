import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { Gap } from '#model/observation.ts';
import type { YamlComment, YamlDocument, YamlNode, YamlProblem } from '#yaml/node.ts';
import { openYaml } from '#yaml/parse.ts';
import { fieldOf, isObject, listOf, textOf } from './json.ts';
import { ManifestText, RecentTexts, type Rereading } from './manifest-text.ts';
import { type KubeObject, kubeObjectOf, type Origin, type Rendered } from './object.ts';
import { TextOrigin } from './text-origin.ts';
import { jsonOf } from './yaml-json.ts';

/** What a file of manifests holds. */
export interface Manifests {
  /** Lists are flattened. */
  readonly objects: readonly KubeObject[];
  /** Documents that are no YAML, no object, or too large; the others are read all the same. */
  readonly gaps: readonly Gap[];
  readonly comments: readonly YamlComment[];
}

/** Text with places up to here; above it JSON is read without places and YAML is refused. */
const maxYamlBytes = 32 * 2 ** 20;
const maxPlacedJson = 4 * 2 ** 20;
const maxGaps = 20;

/**
 * Reads YAML (any number of documents) or JSON (one value, or one for each line): objects, `List`s and what `kubectl get -o`
 * prints. `rendered` says where the lines of a text come from that a program made; `rereading` lets whoever reads many files keep
 * little of them. What is broken becomes a gap. Throws `limit.*` where even reading would cost too much.
 */
export function readManifests(
  path: string,
  bytes: Uint8Array,
  rendered?: Rendered,
  rereading: Rereading = { recent: new RecentTexts() },
): Manifests {
  const first = bytes.find((byte) => byte > 0x20 && byte < 0x80);
  if (first === 0x7b && bytes.length > maxPlacedJson) return readLargeJson(path, bytes);
  const limits = { maxBytes: maxYamlBytes, maxNodes: 8_000_000 };
  const text = new ManifestText(path, bytes, { ...rereading, rendered, limits });
  const { documents, problems, comments } = openYaml(bytes, limits);
  const gaps: Gap[] = [];
  const objects: KubeObject[] = [];
  for (const document of documents) {
    const isBroken = problems.some(({ range }) => isWithin(range, document.range));
    for (const one of objectsOfDocument(text, document, gaps, isBroken)) objects.push(one);
  }
  const broken = problems.slice(0, maxGaps).map((problem) => gapAt(path, problem));
  return { objects, gaps: [...broken, ...gaps], comments };
}

function isWithin(inner: YamlProblem['range'], outer: YamlDocument['range']): boolean {
  return inner.start >= outer.start && inner.start <= outer.end;
}

function objectsOfDocument(
  text: ManifestText,
  { root }: YamlDocument,
  gaps: Gap[],
  isBroken: boolean,
): readonly KubeObject[] {
  if (root === undefined) return [];
  const { line, column } = root.range;
  const place = { path: text.path, line, column };
  try {
    const body = jsonOf(root);
    if (body === null) return [];
    const objects = flatten(body, originOf(text, root, isBroken));
    if (objects.length === 0 && !isBroken && !isEmptyList(body))
      gaps.push(
        gap(
          place,
          'malformed',
          'the document is no Kubernetes object: it has no apiVersion or no kind',
        ),
      );
    return objects;
  } catch (error) {
    if (!(error instanceof CaissonError) || !/^(?:input|limit)\./.test(error.code)) throw error;
    const reason = error.code.startsWith('limit.') ? 'too-large' : 'malformed';
    gaps.push(gap(place, reason, error.message));
    return [];
  }
}

/** A part of a broken document, or of UTF-16, does not say by itself what it says in the whole: its tree is kept. */
function originOf(text: ManifestText, root: YamlNode, isBroken: boolean): Origin {
  return new TextOrigin(text, root, { isKept: isBroken || !text.isPlain });
}

/** The object, or the items of a list (`List`, `PodList`), which may hold lists in turn. */
export function flatten(body: Json, origin: Origin, depth = 0): readonly KubeObject[] {
  const items = fieldOf(body, 'items');
  const kind = textOf(fieldOf(body, 'kind'));
  if (kind?.endsWith('List') === true && Array.isArray(items) && depth < 4)
    return flattenItems(listOf(items), body, origin, depth);
  const object = kubeObjectOf(body, origin);
  return object === undefined ? [] : [object];
}

function flattenItems(
  items: readonly Json[],
  list: Json,
  origin: Origin,
  depth: number,
): readonly KubeObject[] {
  const origins = origin instanceof TextOrigin ? origin.items() : [];
  return items.flatMap((item, at) =>
    flatten(withType(item, list), origins[at] ?? origin, depth + 1),
  );
}

function isEmptyList(body: Json): boolean {
  return textOf(fieldOf(body, 'kind'))?.endsWith('List') === true && isObject(body);
}

/** Items of a typed list leave out what the list's own type says. */
function withType(item: Json, list: Json): Json {
  if (!isObject(item) || fieldOf(item, 'kind') !== undefined) return item;
  const kind = textOf(fieldOf(list, 'kind'))?.slice(0, -'List'.length) ?? '';
  const apiVersion = textOf(fieldOf(list, 'apiVersion')) ?? 'v1';
  return kind === '' ? item : ({ apiVersion, kind, ...item } satisfies JsonObject);
}

function readLargeJson(path: string, bytes: Uint8Array): Manifests {
  if (bytes.length > 2 ** 29)
    throw new CaissonError('limit.size', 'the JSON is larger than 512 MiB');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const objects: KubeObject[] = [];
  for (const value of valuesOf(text, path)) {
    for (const one of flatten(value, { place: { path } })) objects.push(one);
  }
  return { objects, gaps: [], comments: [] };
}

/** One value, or one for each line. */
function valuesOf(text: string, path: string): readonly Json[] {
  try {
    return [parseJson(text, path) as Json];
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2 || !lines[0]?.trimEnd().endsWith('}')) throw error;
    return lines.map((line) => parseJson(line, path) as Json);
  }
}

function gapAt(path: string, { message, range }: YamlProblem): Gap {
  const { line, column, endLine, endColumn } = range;
  return gap({ path, line, column, endLine, endColumn }, 'malformed', message);
}

function gap(location: Gap['location'], reason: Gap['reason'], detail: string): Gap {
  return { type: 'gap', location, reason, detail };
}
