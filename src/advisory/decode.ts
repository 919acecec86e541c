import {
  type Advisory,
  type AffectedRange,
  advisoryStates,
  type CvssVector,
} from '#model/advisory.ts';
import { severities } from '#model/severity.ts';
import { ByteReader, damaged } from './bytes.ts';
import { unpackDay } from './date.ts';
import {
  type AdvisoryHead,
  hasFixDay,
  hasMore,
  hasQualifiers,
  hasStatement,
  hasVersions,
  stateFactor,
} from './encode.ts';
import { derivedPage } from './publisher.ts';
import { readQualifiers } from './qualifier-codec.ts';

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

/**
 * Reads what `encodeFacts` wrote; `headOf` gives the shared part by its number. A fact with a state or a restriction that only
 * newer programs know is `unknown`. Throws `input.malformed`.
 */
export function decodeFacts(blob: Uint8Array, headOf: (id: number) => AdvisoryHead): Advisory[] {
  const input = new ByteReader(blob);
  const name = input.text();
  const strings = input.list(readText);
  function textAt(index: number): string {
    return at(strings, index);
  }
  const advisories = readNumbers(input).map((number) =>
    readFact(input, textAt, { head: headOf(number), name }),
  );
  if (!input.done) throw damaged();
  return advisories;
}

/** Reads what `writeNumbers` wrote. */
export function readNumbers(input: ByteReader): number[] {
  let number = 0;
  return input.list(() => {
    number += input.varint();
    return number;
  });
}

function readFact(
  input: ByteReader,
  textAt: (index: number) => string,
  { head, name }: { readonly head: AdvisoryHead; readonly name: string },
): Advisory {
  function text(): string {
    return textAt(input.varint());
  }
  const word = input.varint();
  const state = advisoryStates[Math.floor(word / stateFactor)] ?? 'unknown';
  const ranges = input.list(() => readRange(input, text));
  const versions = (word & hasVersions) === 0 ? [] : input.list(text);
  const advisory: Growing<Advisory> = { ...head, package: name, state, ranges, versions };
  if ((word & hasStatement) !== 0) advisory.statement = text();
  if ((word & hasFixDay) !== 0) readFixDay(input, advisory);
  if ((word & hasQualifiers) !== 0) {
    const { qualifiers, isComplete } = readQualifiers(input, textAt);
    advisory.qualifiers = qualifiers;
    if (!isComplete) advisory.state = 'unknown';
  }
  if ((word & hasMore) !== 0) {
    input.list((inner) => [inner.varint(), inner.list((value) => value.varint())]);
    advisory.state = 'unknown';
  }
  return advisory;
}

function readFixDay(input: ByteReader, advisory: Growing<Advisory>): void {
  const day = unpackDay(input.varint());
  if (day !== undefined) advisory.fixedOn = day;
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
