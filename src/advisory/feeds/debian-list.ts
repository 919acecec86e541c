import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Advisory, AdvisoryState } from '#model/advisory.ts';
import { dayOf } from '../date.ts';
import { severityOfWord } from '../severity-word.ts';
import { debianSegment } from './debian-release.ts';
import type { FeedDocument, VendorRecords } from './feed.ts';
import { linesOf } from './line.ts';
import { allVersions, below, type Claim, cvesIn, cvesOf, Sheet } from './vendor-fact.ts';

/** `[09 Jan 2024] DSA-5597-1 exim4 - security update` or `CVE-2021-4034 (A local …)`. */
const head = /^(?:\[(\d{1,2}) (\w{3}) (\d{4})\] )?((?:CVE|DSA|DLA|DTSA|TEMP)-[\w-]{4,40})(?:\s|$)/;

/** `[bookworm] - exim4 4.96-15+deb12u4 (notes)` or `- exim4 <unfixed> (bug #1; medium)`, indented. */
const row = /^(?:\[(\w{1,20})\] )?- (\S{1,128}) (<[\w-]{1,20}>|\S{1,128})(?: \(([^)]{0,400}))?/;

interface Entry {
  readonly id: string;
  readonly day: string | undefined;
  cves: readonly string[];
  readonly severities: Map<string, Advisory['severity']>;
}

/**
 * The lists of Debian's tracker (security-tracker, `data/CVE/list` and its siblings): an unindented line begins an entry,
 * indented ones say what holds of a release, and without a release of unstable. What an annotation of unstable means for a
 * stable release depends on the versions in its archive, which the tracker's JSON takes into account.
 */
export function* readTrackerList(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const sheet = new Sheet();
  let entry: Entry | undefined;
  let count = 0;
  for (const line of linesOf(document)) {
    count += 1;
    if (count % 10_000 === 0) checkpoint(scope.signal);
    if (!/^\s/.test(line)) entry = entryOf(line);
    else if (entry !== undefined) readLine(line.trim(), entry, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

function entryOf(line: string): Entry | undefined {
  const match = head.exec(line);
  const id = match?.[4];
  if (match === null || id === undefined) return undefined;
  const month = months.indexOf(match[2] ?? '') + 1;
  const parts = [match[3], month, match[1]].map((part) => String(part).padStart(2, '0'));
  return { id, day: dayOf(parts.join('-')), cves: cvesOf(id), severities: new Map() };
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function readLine(line: string, entry: Entry, sheet: Sheet): void {
  if (!line.startsWith('{')) return readRow(row.exec(line) ?? [], entry, sheet);
  if (!entry.id.startsWith('CVE-')) entry.cves = cvesIn(line.slice(0, 65_536));
}

function readRow(match: readonly (string | undefined)[], entry: Entry, sheet: Sheet): void {
  const [, codename, name, said, notes = ''] = match;
  if (name === undefined || said === undefined) return;
  const segment = debianSegment(codename ?? 'sid');
  if (segment === undefined) return sheet.skip('unknown-ecosystem', `debian:${codename}`);
  if (codename === undefined) rememberSeverity(entry, name, notes);
  const verdict = verdictOf(said);
  if (verdict !== undefined) sheet.add(claimOf({ entry, name, segment }, verdict));
}

/** The urgency stands with the entry of unstable, which comes first, and holds for all releases. */
function rememberSeverity({ severities }: Entry, name: string, notes: string): void {
  for (const word of notes.split(';')) {
    const severity = severityOfWord(word);
    if (severity !== undefined) severities.set(name, severity);
  }
}

type Verdict = Pick<Advisory, 'state'> & Partial<Pick<Advisory, 'ranges' | 'statement'>>;

/** `undefined`: removed from unstable or not packaged yet, which says nothing of any version. */
function verdictOf(said: string): Verdict | undefined {
  if (!said.startsWith('<')) return { state: 'fixed', ranges: below(said) };
  const statement = said.slice(1, -1);
  if (statement === 'not-affected') return { state: 'not_affected' };
  if (statement === 'undetermined') return { state: 'unknown', statement };
  const state = openStates.get(statement);
  return state === undefined ? undefined : { state, ranges: allVersions, statement };
}

const openStates: ReadonlyMap<string, AdvisoryState> = new Map<string, AdvisoryState>([
  ['unfixed', 'affected'],
  ['no-dsa', 'affected'],
  ['postponed', 'deferred'],
  ['ignored', 'wont_fix'],
  ['end-of-life', 'end_of_life'],
]);

function claimOf(
  where: { readonly entry: Entry; readonly name: string; readonly segment: string },
  verdict: Verdict,
): Claim {
  const { entry, name, segment } = where;
  const severity = entry.severities.get(name);
  const { day } = entry;
  return {
    segment,
    ecosystem: 'deb',
    id: entry.id,
    cves: entry.cves,
    package: name,
    ...verdict,
    ...(severity !== undefined && { severity }),
    ...(day !== undefined && { published: day }),
    ...(day !== undefined && verdict.state === 'fixed' && { fixedOn: day }),
    feed: `debian-tracker:${segment.slice('debian-'.length)}`,
    url: `https://security-tracker.debian.org/tracker/${entry.id}`,
  };
}
