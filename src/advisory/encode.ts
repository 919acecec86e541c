import { type Advisory, type AffectedRange, advisoryStates } from '#model/advisory.ts';
import { severities } from '#model/severity.ts';
import { ByteWriter } from './bytes.ts';
import { packDay } from './date.ts';
import { derivedPage } from './publisher.ts';
import { writeQualifiers } from './qualifier-codec.ts';

/**
 * Bits of a fact: which optional parts follow. `hasMore` is for newer minors of the format: a list of kinds as for qualifiers,
 * which makes the fact `unknown` to this reader.
 */
export const hasQualifiers = 1;
export const hasVersions = 2;
export const hasStatement = 4;
export const hasFixDay = 8;
export const hasMore = 16;
/** The state stands above the bits. */
export const stateFactor = 32;

/** The part of an advisory that is the same for every package it names; stored once in `vuln`. */
export type AdvisoryHead = Pick<
  Advisory,
  'id' | 'cves' | 'aliases' | 'severity' | 'cvss' | 'published' | 'modified' | 'feed' | 'url'
>;

/** One advisory of a package with the number of its head. */
export interface NumberedAdvisory {
  readonly head: number;
  readonly advisory: Advisory;
}

/**
 * Packs the head of an advisory, all but its id, which is a column. `feeds` is the segment's own table.
 * A page that follows from the id is not stored.
 */
export function encodeHead(head: AdvisoryHead, feeds: readonly string[]): Buffer {
  const out = new ByteWriter();
  out.varint(feeds.indexOf(head.feed));
  out.varint(head.severity === undefined ? 0 : severities.indexOf(head.severity) + 1);
  out.varint(packDay(head.published));
  out.varint(packDay(head.modified));
  out.list(head.cves, (cve) => writeCve(out, cve));
  out.list(head.aliases, (alias) => out.text(alias));
  out.list(head.cvss, ({ vector, score }) => {
    out.text(vector);
    out.varint(Math.round(score * 10));
  });
  out.text(head.url === derivedPage(head.id, head.feed) ? '' : (head.url ?? '-'));
  return out.finish();
}

/**
 * Packs what advisories say of one package: name, strings, numbers of the heads (each as the difference to the one before),
 * then what each says. The numbers stand apart, so that a delta can renumber them. They must be sorted by `head`.
 */
export function encodeFacts(name: string, facts: readonly NumberedAdvisory[]): Buffer {
  const out = new ByteWriter();
  const body = new ByteWriter();
  const strings = new Map<string, number>();
  function indexOf(value: string): number {
    const known = strings.get(value) ?? strings.size;
    strings.set(value, known);
    return known;
  }
  for (const { advisory } of facts) writeFact(advisory, body, indexOf);
  out.text(name);
  out.list([...strings.keys()], (value) => out.text(value));
  writeNumbers(
    facts.map(({ head }) => head),
    out,
  );
  return Buffer.concat([out.finish(), body.finish()]);
}

/** Rising numbers as differences. */
export function writeNumbers(numbers: readonly number[], out: ByteWriter): void {
  let previous = 0;
  out.list(numbers, (number) => {
    out.varint(number - previous);
    previous = number;
  });
}

function writeFact(advisory: Advisory, out: ByteWriter, indexOf: (value: string) => number): void {
  const { qualifiers, ranges, versions, statement, fixedOn } = advisory;
  function text(value: string): void {
    out.varint(indexOf(value));
  }
  const flags =
    (qualifiers === undefined ? 0 : hasQualifiers) +
    (versions.length === 0 ? 0 : hasVersions) +
    (statement === undefined ? 0 : hasStatement) +
    (fixedOn === undefined ? 0 : hasFixDay);
  out.varint(advisoryStates.indexOf(advisory.state) * stateFactor + flags);
  out.list(ranges, (range) => writeRange(range, out, text));
  if (versions.length > 0) out.list(versions, text);
  if (statement !== undefined) text(statement);
  if (fixedOn !== undefined) out.varint(packDay(fixedOn));
  if (qualifiers !== undefined) writeQualifiers(qualifiers, out, indexOf);
}

/** Kind: bit 0 `introduced` is not `0`, bit 1 `fixed`, bit 2 `lastAffected`. */
function writeRange(range: AffectedRange, out: ByteWriter, text: (value: string) => void): void {
  const { introduced, fixed, lastAffected } = range;
  const kind =
    (introduced === '0' ? 0 : 1) +
    (fixed === undefined ? 0 : 2) +
    (lastAffected === undefined ? 0 : 4);
  out.varint(kind);
  if (introduced !== '0') text(introduced);
  if (fixed !== undefined) text(fixed);
  if (lastAffected !== undefined) text(lastAffected);
}

/** `CVE-2024-0123` as year and number; a spelling that does not come back the same is written out behind a zero. */
function writeCve(out: ByteWriter, cve: string): void {
  const [, year = '', number = ''] = /^CVE-(\d{4})-(\d{4,15})$/.exec(cve) ?? [];
  const isPlain = Number(year) > 1900 && String(Number(number)).padStart(4, '0') === number;
  out.varint(isPlain ? Number(year) - 1900 : 0);
  if (isPlain) out.varint(Number(number));
  else out.text(cve);
}
