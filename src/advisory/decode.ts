import {
  type Advisory,
  type AdvisoryQualifiers,
  type AffectedRange,
  advisoryStates,
  type CvssVector,
} from '#model/advisory.ts';
import { severities } from '#model/severity.ts';
import { ByteReader, damaged } from './bytes.ts';
import { unpackDay } from './date.ts';
import { type AdvisoryHead, hasQualifiers, hasVersions } from './encode.ts';
import { derivedPage } from './publisher.ts';

/** What the heads of a segment share: its table of feeds, and days as text, which repeat a lot. */
export interface HeadContext {
  readonly feeds: readonly string[];
  readonly days: Map<number, string | undefined>;
}

/** While a value is put together: on this path, spreading what is optional costs more than all the rest (measured). */
type Growing<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** Reads what `encodeHead` wrote. Throws `input.malformed`. */
export function decodeHead(id: string, blob: Uint8Array, context: HeadContext): AdvisoryHead {
  const input = new ByteReader(blob);
  const feed = at(context.feeds, input.varint());
  const rank = input.varint();
  const published = dayOf(input.varint(), context);
  const modified = dayOf(input.varint(), context);
  const cves = input.list(readCve);
  const aliases = input.list(readText);
  const cvss = input.list(readVector);
  const link = input.text();
  const url = link === '' ? derivedPage(id, feed) : link;
  const head: Growing<AdvisoryHead> = { id, cves, aliases, cvss, feed };
  if (rank !== 0) head.severity = at(severities, rank - 1);
  if (published !== undefined) head.published = published;
  if (modified !== undefined) head.modified = modified;
  if (url !== undefined && url !== '-') head.url = url;
  return head;
}

function dayOf(packed: number, { days }: HeadContext): string | undefined {
  const known = days.get(packed);
  if (known !== undefined) return known;
  const day = unpackDay(packed);
  days.set(packed, day);
  return day;
}

function readText(input: ByteReader): string {
  return input.text();
}

/** Reads what `encodeFacts` wrote; `headOf` gives the shared part by its number. Throws `input.malformed`. */
export function decodeFacts(blob: Uint8Array, headOf: (id: number) => AdvisoryHead): Advisory[] {
  const input = new ByteReader(blob);
  const name = input.text();
  const strings = input.list(readText);
  function text(): string {
    return at(strings, input.varint());
  }
  function range(): AffectedRange {
    return readRange(input, text);
  }
  let number = 0;
  const advisories = input.list(() => {
    number += input.varint();
    const head = headOf(number);
    const word = input.varint();
    const state = at(advisoryStates, word >> 2);
    const ranges = input.list(range);
    const versions = (word & hasVersions) === 0 ? [] : input.list(text);
    const advisory: Growing<Advisory> = { ...head, package: name, state, ranges, versions };
    if ((word & hasQualifiers) !== 0) advisory.qualifiers = readQualifiers(input, text);
    return advisory;
  });
  if (!input.done) throw damaged();
  return advisories;
}

function readQualifiers(input: ByteReader, text: () => string): AdvisoryQualifiers {
  const architectures = input.list(text);
  const [module] = input.list(text);
  const imports = input.list(() => ({ path: text(), symbols: input.list(text) }));
  return {
    ...(architectures.length > 0 && { architectures }),
    ...(module !== undefined && { module }),
    ...(imports.length > 0 && { imports }),
  };
}

function readRange(input: ByteReader, text: () => string): AffectedRange {
  const kind = input.varint();
  const range: Growing<AffectedRange> = { introduced: (kind & 1) === 0 ? '0' : text() };
  if ((kind & 2) !== 0) range.fixed = text();
  if ((kind & 4) !== 0) range.lastAffected = text();
  return range;
}

function readVector(input: ByteReader): CvssVector {
  const vector = input.text();
  const score = input.varint() / 10;
  if (score > 10) throw damaged();
  return { version: versionOf(vector), vector, score };
}

/** The CVSS version that a stored vector states. */
export function versionOf(vector: string): CvssVector['version'] {
  if (vector.startsWith('CVSS:4')) return '4.0';
  if (vector.startsWith('CVSS:3.1')) return '3.1';
  return vector.startsWith('CVSS:3.0') ? '3.0' : '2.0';
}

function readCve(input: ByteReader): string {
  const year = input.varint();
  if (year === 0) return input.text();
  return `CVE-${year + 1900}-${String(input.varint()).padStart(4, '0')}`;
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw damaged();
  return item;
}
