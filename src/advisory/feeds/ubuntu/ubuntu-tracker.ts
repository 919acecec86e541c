import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Severity } from '#model/severity.ts';
import { parseCvssVector } from '../../cvss.ts';
import { dayOf } from '../../date.ts';
import { isCve } from '../../name.ts';
import { severityOfWord } from '../../severity-word.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from '../feed.ts';
import { malformed } from '../json-value.ts';
import { linesOf } from '../line.ts';
import { cvesOf, Sheet } from '../vendor-fact.ts';
import { segmentOrSkip, ubuntuPage } from './ubuntu-release.ts';
import { verdictOfStatus } from './ubuntu-status.ts';

/** Ubuntu's tracker as its team keeps it: one text file for each CVE (`active/CVE-2024-1`, `retired/CVE-…`). */
export const ubuntuTracker: VendorFeed = {
  id: 'ubuntu-tracker',
  publisher: 'ubuntu-tracker',
  accepts: (path) => /(?:^|\/)CVE-\d{4}-\d{4,19}$/.test(path),
  read: readEntry,
};

/** `jammy_linux: released (5.15.0-25.25)`, `esm-apps/focal_foo: needed`. */
const statusLine =
  /^([a-z][a-z/-]{0,60})_([a-z0-9][a-z0-9.+-]{0,120}):\s*([a-zA-Z-]{2,20})\s*(?:\((.{0,400})\)\s*)?$/;

/** `Key: value`, which may go on in indented lines. */
const fieldLine = /^([A-Za-z][\w.+/-]{0,200}):\s*(.{0,1000})$/;

interface Row {
  readonly channel: string;
  readonly name: string;
  readonly status: string;
  readonly note: string;
}

interface Entry {
  readonly fields: ReadonlyMap<string, string>;
  readonly rows: readonly Row[];
  readonly vectors: readonly string[];
}

function* readEntry(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  const entry = entryOf(document);
  const id = entry.fields.get('Candidate') ?? '';
  if (!isCve(id) || entry.rows.length > maxRows) yield malformed(document.path);
  else yield recordsOf(id, entry);
}

function entryOf(document: FeedDocument): Entry {
  const fields = new Map<string, string>();
  const rows: Row[] = [];
  const vectors: string[] = [];
  let key = '';
  for (const line of linesOf(document)) {
    const status = statusLine.exec(line);
    const field = fieldLine.exec(line);
    if (field !== null) key = field[1] ?? '';
    if (status !== null) rows.push(rowOf(status));
    else if (field !== null) fields.set(key, (field[2] ?? '').trim());
    else if (key === 'CVSS') vectors.push(line.trim());
  }
  return { fields, rows, vectors };
}

/** Releases times kernels: the largest real entries have some thousand. */
const maxRows = 100_000;

function rowOf([, channel = '', name = '', status = '', note = '']: RegExpExecArray): Row {
  return { channel, name, status, note: note.trim() };
}

function recordsOf(id: string, { rows, fields, vectors }: Entry): VendorRecords {
  const sheet = new Sheet();
  const published = dayOf(fields.get('PublicDate')) ?? dayOf(fields.get('PublicDateAtUSN'));
  for (const row of rows) addRow(id, row, { fields, published }, sheet);
  const stated = vectors.slice(0, 16).flatMap((line) => parseCvssVector(vectorIn(line)) ?? []);
  return { ...sheet.take(), vectors: stated.map((cvss) => ({ id, cvss })) };
}

function addRow(
  id: string,
  { channel, name, status, note }: Row,
  about: { readonly fields: ReadonlyMap<string, string>; readonly published: string | undefined },
  sheet: Sheet,
): void {
  if (channel === 'upstream' || channel === 'devel') return;
  const segment = segmentOrSkip(channel, sheet);
  const verdict = verdictOfStatus(status, note);
  if (segment === undefined || verdict === undefined) return;
  const severity = severityFor(name, channel, about.fields);
  sheet.add({
    segment,
    ecosystem: 'deb',
    id,
    cves: cvesOf(id),
    package: name,
    ...verdict,
    ...(severity !== undefined && { severity }),
    ...(about.published !== undefined && { published: about.published }),
    feed: `ubuntu-tracker:${channel}`,
    url: ubuntuPage(id),
  });
}

/** The priority of a package in a release, of a package, of the CVE: the narrowest that is stated. */
function severityFor(
  name: string,
  channel: string,
  fields: ReadonlyMap<string, string>,
): Severity | undefined {
  const keys = [`Priority_${name}_${channel}`, `Priority_${name}`, 'Priority'];
  const word = keys.map((key) => fields.get(key)).find((one) => one !== undefined);
  return severityOfWord(word?.split(' ')[0]);
}

/** `nvd: CVSS:3.1/AV:… [7.5 HIGH]`. */
function vectorIn(line: string): string {
  return /CVSS:[\d.]{3}\/\S{1,300}/.exec(line.slice(0, 500))?.[0] ?? '';
}
