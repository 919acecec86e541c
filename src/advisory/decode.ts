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

/** Reads what `encodeHead` wrote. Throws `input.malformed`. */
export function decodeHead(id: string, blob: Uint8Array, feeds: readonly string[]): AdvisoryHead {
  const input = new ByteReader(blob);
  const feed = at(feeds, input.varint());
  const rank = input.varint();
  const severity = rank === 0 ? undefined : at(severities, rank - 1);
  const published = unpackDay(input.varint());
  const modified = unpackDay(input.varint());
  const cves = input.list(() => readCve(input));
  const aliases = input.list(() => input.text());
  const cvss = input.list(() => readVector(input));
  const link = input.text();
  const url = link === '' ? derivedPage(id, feed) : link === '-' ? undefined : link;
  return {
    id,
    cves,
    aliases,
    ...(severity !== undefined && { severity }),
    cvss,
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    feed,
    ...(url !== undefined && { url }),
  };
}

/** Reads what `encodeFacts` wrote; `headOf` gives the shared part by its number. Throws `input.malformed`. */
export function decodeFacts(blob: Uint8Array, headOf: (id: number) => AdvisoryHead): Advisory[] {
  const input = new ByteReader(blob);
  const name = input.text();
  const strings = input.list(() => input.text());
  function text(): string {
    return at(strings, input.varint());
  }
  let head = 0;
  const advisories = input.list(() => {
    head += input.varint();
    return { ...headOf(head), package: name, ...readFact(input, text) };
  });
  if (!input.done) throw damaged();
  return advisories;
}

function readFact(
  input: ByteReader,
  text: () => string,
): Pick<Advisory, 'state' | 'ranges' | 'versions' | 'qualifiers'> {
  const word = input.varint();
  const state = at(advisoryStates, word >> 2);
  const ranges = input.list(() => readRange(input, text));
  const versions = (word & hasVersions) === 0 ? [] : input.list(text);
  if ((word & hasQualifiers) === 0) return { state, ranges, versions };
  return { state, ranges, versions, qualifiers: readQualifiers(input, text) };
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
  const introduced = (kind & 1) === 0 ? '0' : text();
  return {
    introduced,
    ...((kind & 2) !== 0 && { fixed: text() }),
    ...((kind & 4) !== 0 && { lastAffected: text() }),
  };
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
