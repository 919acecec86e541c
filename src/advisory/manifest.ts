import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { type Digest, isDigest } from '#model/digest.ts';
import { isReadableSchema, unreadableSchema } from './schema.ts';

/** The file that describes a database; its SHA-256 is the build digest and its bytes are what is signed. */
export const manifestName = 'index.json';
export const signatureName = 'index.json.sig';
export const manifestFormat = 'caisson-advisories';

/** What `index.json` says. Dates are RFC 3339. */
export interface Manifest {
  readonly format: typeof manifestFormat;
  /** Segment format, `major.minor`. */
  readonly schema: string;
  readonly builtAt: string;
  readonly segments: readonly ManifestSegment[];
  /** The inputs of the build. */
  readonly feeds: readonly ManifestFeed[];
  /** Whose data it is; what their licences ask to be said. */
  readonly publishers: readonly ManifestPublisher[];
}

/** One segment: a blob below `blobs/sha256/`, and the SQLite file that it inflates to. */
export interface ManifestSegment {
  readonly name: string;
  readonly kind: SegmentKind;
  readonly blob: Sized;
  readonly content: Sized;
  /** Digest of the rows, which does not depend on how SQLite lays out pages (`rowsDigest`). */
  readonly rows: Digest;
  /** How to come from earlier rows to these, step by step; a blob that is not there is no error. */
  readonly deltas?: readonly ManifestDelta[];
  readonly advisories: number;
  readonly packages: number;
  readonly facts: number;
  /** Day of the newest record; empty when no record has a date. */
  readonly newest: string;
  readonly feeds: readonly string[];
}
const segmentKinds = ['facts', 'core', 'kev', 'epss', 'lifecycles', 'products', 'other'] as const;
/** `other` is a kind of a newer minor of the format: carried along, never read. */
export type SegmentKind = (typeof segmentKinds)[number];

/** A patch from rows of one digest to rows of another. */
export interface ManifestDelta {
  readonly from: Digest;
  readonly to: Digest;
  readonly blob: Sized;
}

export interface Sized {
  readonly digest: Digest;
  readonly size: number;
}

export interface ManifestFeed {
  readonly name: string;
  readonly digest: string;
  readonly records: number;
  readonly facts: number;
  /** Day of the newest record; empty when no record has a date. */
  readonly newest: string;
}

export interface ManifestPublisher {
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  readonly attribution: string;
}

/** Largest uncompressed segment that is ever inflated, and largest blob that is ever fetched. */
export const maxSegmentBytes = 2 ** 30;
const maxSegments = 2000;
const maxDeltas = 100;

/** Parses `index.json`. Throws `input.malformed`, or `input.unsupported` for a format that this program cannot read. */
export function parseManifest(text: string): Manifest {
  const value = parseJson(text, manifestName);
  if (!isRecord(value) || value['format'] !== manifestFormat)
    throw malformed('it is not an advisory database');
  const schema = textOf(value, 'schema');
  if (!isReadableSchema(schema)) throw unreadableSchema(schema);
  const segments = listOf(value, 'segments').map(parseSegment);
  if (segments.length > maxSegments) throw malformed('too many segments');
  if (new Set(segments.map((segment) => segment.name)).size !== segments.length)
    throw malformed('a segment is named twice');
  return {
    format: manifestFormat,
    schema,
    builtAt: dateOf(value, 'builtAt'),
    segments,
    feeds: listOf(value, 'feeds').map(parseFeed),
    publishers: listOf(value, 'publishers').map(parsePublisher),
  };
}

function parseSegment(value: unknown): ManifestSegment {
  if (!isRecord(value)) throw malformed('a segment is no object');
  const name = textOf(value, 'name');
  if (!isSegmentName(name)) throw malformed('a segment has a bad name');
  return {
    name,
    kind: kindOf(value['kind']),
    blob: parseSized(value['blob']),
    content: parseSized(value['content']),
    rows: digestOf(value['rows']),
    ...parseDeltas(value['deltas']),
    advisories: countOf(value, 'advisories'),
    packages: countOf(value, 'packages'),
    facts: countOf(value, 'facts'),
    newest: textOf(value, 'newest'),
    feeds: listOf(value, 'feeds').map(String),
  };
}

/** Whether a segment may be called so: safe as the name of a file on every system. */
export function isSegmentName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,80}$/.test(name);
}

function kindOf(kind: unknown): SegmentKind {
  if (typeof kind !== 'string') throw malformed('a segment is of no kind');
  return segmentKinds.find((one) => one === kind) ?? 'other';
}

function parseDeltas(value: unknown): { readonly deltas?: readonly ManifestDelta[] } {
  if (!Array.isArray(value) || value.length === 0) return {};
  if (value.length > maxDeltas) throw malformed('a segment has too many deltas');
  const deltas = value.map((one: unknown) => {
    if (!isRecord(one)) throw malformed('a delta is no object');
    return {
      from: digestOf(one['from']),
      to: digestOf(one['to']),
      blob: parseSized(one['blob']),
    };
  });
  return { deltas };
}

function digestOf(value: unknown): Digest {
  if (typeof value === 'string' && isDigest(value) && value.startsWith('sha256:')) return value;
  throw malformed('a segment has a bad digest');
}

function parseSized(value: unknown): Sized {
  if (!isRecord(value)) throw malformed('a segment has no digest');
  const digest = digestOf(value['digest']);
  const size = countOf(value, 'size');
  if (size > maxSegmentBytes) throw new CaissonError('limit.size', 'a segment is too large');
  return { digest, size };
}

function parseFeed(value: unknown): ManifestFeed {
  if (!isRecord(value)) throw malformed('a feed is no object');
  return {
    name: textOf(value, 'name'),
    digest: textOf(value, 'digest'),
    records: countOf(value, 'records'),
    facts: countOf(value, 'facts'),
    newest: textOf(value, 'newest'),
  };
}

function parsePublisher(value: unknown): ManifestPublisher {
  if (!isRecord(value)) throw malformed('a publisher is no object');
  return {
    id: textOf(value, 'id'),
    title: textOf(value, 'title'),
    licence: textOf(value, 'licence'),
    attribution: textOf(value, 'attribution'),
  };
}

function textOf(value: Readonly<Record<string, unknown>>, key: string): string {
  const text = value[key];
  if (typeof text !== 'string' || text.length > 1000) throw malformed(`${quote(key)} is missing`);
  return text;
}

function dateOf(value: Readonly<Record<string, unknown>>, key: string): string {
  const text = textOf(value, key);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) || Number.isNaN(Date.parse(text)))
    throw malformed(`${quote(key)} is no date`);
  return text;
}

function countOf(value: Readonly<Record<string, unknown>>, key: string): number {
  const count = value[key];
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
    throw malformed(`${quote(key)} is no count`);
  return count;
}

function listOf(value: Readonly<Record<string, unknown>>, key: string): readonly unknown[] {
  const list = value[key];
  if (!Array.isArray(list)) throw malformed(`${quote(key)} is no list`);
  return list;
}

function malformed(detail: string): CaissonError {
  return new CaissonError('input.malformed', `${manifestName} cannot be used: ${detail}`);
}
