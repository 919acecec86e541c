import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { type Digest, isDigest } from '#model/digest.ts';
import { isReadableSchema } from './schema.ts';

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
  readonly advisories: number;
  readonly packages: number;
  readonly facts: number;
  /** Day of the newest record; empty when no record has a date. */
  readonly newest: string;
  readonly feeds: readonly string[];
}
export type SegmentKind = 'facts' | 'core' | 'kev' | 'epss';

export interface Sized {
  readonly digest: Digest;
  readonly size: number;
}

interface ManifestFeed {
  readonly name: string;
  readonly digest: string;
  readonly records: number;
  readonly newest: string;
}

export interface ManifestPublisher {
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  readonly attribution: string;
}

/** Largest uncompressed segment that is ever inflated, and largest blob that is ever fetched. */
const maxSegmentBytes = 2 ** 30;
const maxSegments = 2000;

/** Parses `index.json`. Throws `input.malformed`, or `input.unsupported` for a format that this program cannot read. */
export function parseManifest(text: string): Manifest {
  const value = parseJson(text, manifestName);
  if (!isRecord(value) || value['format'] !== manifestFormat)
    throw malformed('it is not an advisory database');
  const schema = textOf(value, 'schema');
  if (!isReadableSchema(schema))
    throw new CaissonError(
      'input.unsupported',
      `the advisory database has format ${quote(schema)}`,
      { hint: 'use a newer version of this program' },
    );
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
  if (!/^[a-z0-9][a-z0-9._-]{0,80}$/.test(name)) throw malformed('a segment has a bad name');
  return {
    name,
    kind: kindOf(value['kind']),
    blob: parseSized(value['blob']),
    content: parseSized(value['content']),
    advisories: countOf(value, 'advisories'),
    packages: countOf(value, 'packages'),
    facts: countOf(value, 'facts'),
    newest: textOf(value, 'newest'),
    feeds: listOf(value, 'feeds').map(String),
  };
}

function kindOf(kind: unknown): SegmentKind {
  if (kind === 'facts' || kind === 'core' || kind === 'kev' || kind === 'epss') return kind;
  throw malformed('a segment is of an unknown kind');
}

function parseSized(value: unknown): Sized {
  const digest = isRecord(value) ? value['digest'] : undefined;
  if (!isRecord(value) || typeof digest !== 'string' || !digest.startsWith('sha256:'))
    throw malformed('a segment has no digest');
  if (!isDigest(digest)) throw malformed('a segment has a bad digest');
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
