import type { Limits, Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { plural } from '#kit/text.ts';
import type { Location } from '#model/location.ts';
import type { Observation } from '#model/observation.ts';
import { parseXml } from '../xml/xml-tree.ts';
import { componentOf } from './component.ts';
import { readCycloneDx } from './cyclonedx.ts';
import { cycloneDxFromXml } from './cyclonedx-xml.ts';
import type { SbomDocument } from './document.ts';
import { type Fields, fieldsIn, textIn } from './fields.ts';
import { readPurlList } from './purl-list.ts';
import { readSpdx } from './spdx.ts';
import { spdxFromTagValue } from './spdx-tag-value.ts';
import { readSpdx3 } from './spdx3.ts';
import { readSyft } from './syft.ts';
import { systemOf } from './system.ts';

/** An SBOM is the whole artifact, so it may be larger than a file inside one. */
const sbomFactor = 8;
const chunkBytes = 2 ** 20;
const maxWrappers = 4;
const maxEnvelopes = 100;
/** Where wrappers keep the document: in-toto, cosign, `docker buildx imagetools inspect`, GitHub's export. */
const wrapperKeys = ['predicate', 'Data', 'SPDX', 'sbom'];

/**
 * Reads an SBOM, whatever its format: CycloneDX 1.2 to 1.7 (JSON, XML), SPDX 2.1 to 2.3 (JSON, tag-value), SPDX 3.0 (JSON-LD),
 * Syft's JSON, each also inside an in-toto statement or a DSSE envelope, and plain lists of package URLs. Yields the
 * operating system, the components and their relations. Throws `input.malformed`, `input.unsupported` (no SBOM), `limit.*`.
 */
export function* readSbom(file: FileView, scope: Scope): Iterable<Observation> {
  const document = parseDocument(readText(file, scope.limits), scope.limits, 0);
  if (document.packages.length > scope.limits.maxEntries)
    throw new CaissonError(
      'limit.entries',
      `the SBOM has more than ${scope.limits.maxEntries} packages`,
    );
  const location = { path: file.path, ...(file.layer && { layer: file.layer }) };
  const os = systemOf(document);
  if (os !== undefined) yield { type: 'os', location, os };
  const ids = new Map<string, string>();
  let nameless = 0;
  for (const entry of document.packages) {
    const component = componentOf(entry, file.path);
    if (component === undefined && entry.isLibrary === true) nameless += 1;
    if (component === undefined) continue;
    if (entry.ref !== '') ids.set(entry.ref, component.id);
    yield { type: 'component', component };
  }
  yield* relationsOf(document, ids, location);
  const detail = `${plural(nameless, 'library', 'libraries')} without package URL and version cannot be looked up`;
  if (nameless > 0) yield { type: 'gap', location, reason: 'unknown-version', detail };
}

function* relationsOf(
  document: SbomDocument,
  ids: ReadonlyMap<string, string>,
  location: Location,
): Iterable<Observation> {
  for (const edge of document.edges) {
    const from = ids.get(edge.from);
    const to = ids.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    yield { type: 'relation', location, relation: { from, to, kind: edge.kind } };
  }
}

function readText(file: FileView, limits: Limits): string {
  const most = limits.maxFileBytes * sbomFactor;
  if (file.size > most)
    throw new CaissonError('limit.size', `the SBOM is larger than ${most} bytes`);
  const whole = Buffer.alloc(file.size);
  let at = 0;
  while (at < file.size) {
    const chunk = file.read(at, chunkBytes);
    if (chunk.length === 0) break;
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole.toString('utf8', 0, at).replace(/^\ufeff/, '');
}

function parseDocument(text: string, limits: Limits, wrappers: number): SbomDocument {
  const head = text.slice(0, 1024).trimStart();
  if (head.startsWith('<')) return parseXmlDocument(text, limits);
  if (/^(?:#[^\n]*\n\s*)*SPDXVersion:/.test(head)) return readSpdx(spdxFromTagValue(text));
  if (head.startsWith('pkg:')) return readPurlList(text);
  if (!head.startsWith('{')) throw unknownFormat();
  if (wrappers === 0 && head.startsWith('{"payload')) return parseEnvelopes(text, limits);
  const document = parseJson(text, 'the SBOM');
  if (!isRecord(document)) throw unknownFormat();
  return parseFields(document, limits, wrappers);
}

/** Attestations as cosign downloads them, one envelope a line: the first one with an SBOM in it. */
function parseEnvelopes(text: string, limits: Limits): SbomDocument {
  const lines = text.trim().split('\n', maxEnvelopes + 1);
  if (lines.length === 1 || !lines[1]?.startsWith('{')) return parseDocument(text, limits, 1);
  for (const line of lines.slice(0, maxEnvelopes)) {
    try {
      return parseDocument(line, limits, 1);
    } catch (error) {
      if (!isCaissonError(error, 'input.unsupported')) throw error;
    }
  }
  throw unknownFormat();
}

function parseXmlDocument(text: string, limits: Limits): SbomDocument {
  const root = parseXml(text, 'the SBOM', {
    maxDepth: limits.maxDepth,
    maxElements: limits.maxEntries * 10,
  });
  if (root.name !== 'bom') throw unknownFormat();
  return readCycloneDx(cycloneDxFromXml(root), limits);
}

function parseFields(document: Fields, limits: Limits, wrappers: number): SbomDocument {
  if (wrappers > maxWrappers)
    throw new CaissonError('limit.depth', 'the SBOM is wrapped in too many envelopes');
  if (textIn(document, 'bomFormat') === 'CycloneDX') return readCycloneDx(document, limits);
  if (textIn(document, 'spdxVersion').startsWith('SPDX-')) return readSpdx(document);
  if (Array.isArray(document['@graph'])) return readSpdx3(document);
  if (Array.isArray(document['artifacts'])) return readSyft(document);
  const payload = textIn(document, 'payload');
  if (payload !== '')
    return parseDocument(Buffer.from(payload, 'base64').toString('utf8'), limits, wrappers + 1);
  const inner = innerOf(document);
  if (inner !== undefined) return parseFields(inner, limits, wrappers + 1);
  const text = textIn(document, 'Data');
  if (text !== '') return parseDocument(text, limits, wrappers + 1);
  throw unknownFormat();
}

/** The document inside a wrapper; of several platforms the first one. */
function innerOf(document: Fields): Fields | undefined {
  const named = wrapperKeys.map((key) => fieldsIn(document, key)).find((fields) => fields);
  if (named !== undefined) return named;
  const platforms = Object.keys(document).slice(0, maxEnvelopes);
  return platforms
    .filter((key) => /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9]+)?$/.test(key))
    .map((key) => fieldsIn(document, key))
    .find((fields) => fieldsIn(fields, 'SPDX') !== undefined);
}

function unknownFormat(): CaissonError {
  return new CaissonError('input.unsupported', 'the file is not an SBOM of a known format', {
    hint: 'CycloneDX (JSON, XML), SPDX (JSON, tag-value) and Syft JSON are read',
  });
}
