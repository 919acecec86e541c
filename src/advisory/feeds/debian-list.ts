import type { Advisory, AdvisoryState } from '#model/advisory.ts';
import { dayOf } from '../date.ts';
import { severityOfWord } from '../severity-word.ts';
import { debianSegment } from './debian-release.ts';
import type { FeedDocument } from './feed.ts';
import { linesOf } from './line.ts';
import { allVersions, below, type Claim, cvesIn, cvesOf } from './vendor-fact.ts';

/** `[09 Jan 2024] DSA-5597-1 exim4 - security update` or `CVE-2021-4034 (A local …)`. */
const head = /^(?:\[(\d{1,2}) (\w{3}) (\d{4})\] )?((?:CVE|DSA|DLA|DTSA|TEMP)-[\w-]{4,40})(?:\s|$)/;

/** `[bookworm] - exim4 4.96-15+deb12u4 (notes)` or `- exim4 <unfixed> (bug #1; medium)`, indented. */
const row = /^(?:\[(\w{1,20})\] )?- (\S{1,128}) (<[\w-]{1,20}>|\S{1,128})(?: \(([^)]{0,400}))?/;

/** One entry of a list: a CVE, or an advisory with the CVEs that it repairs. */
export interface ListEntry {
  readonly id: string;
  /** Of an advisory, `YYYY-MM-DD`. */
  readonly day: string | undefined;
  readonly cves: readonly string[];
  readonly rows: readonly ListRow[];
  /** By package: the urgency stands with the row of unstable and holds for all releases. */
  readonly severities: ReadonlyMap<string, Advisory['severity']>;
}

/** What an entry says of a package in a release; without `codename` in unstable. */
export interface ListRow {
  readonly codename: string | undefined;
  readonly name: string;
  /** A version, or a state such as `<no-dsa>`. */
  readonly said: string;
}

interface Growing extends ListEntry {
  cves: readonly string[];
  readonly rows: ListRow[];
  readonly severities: Map<string, Advisory['severity']>;
}

/**
 * The entries of a list of Debian's tracker (security-tracker, `data/CVE/list` and its siblings): an unindented line begins
 * one, indented ones say what holds of a release, and without a release of unstable.
 */
export function* entriesOf(document: FeedDocument): Iterable<ListEntry> {
  let entry: Growing | undefined;
  for (const line of linesOf(document)) {
    if (/^\s/.test(line)) {
      if (entry !== undefined) readLine(line.trim(), entry);
    } else if (line !== '') {
      if (entry !== undefined) yield entry;
      entry = entryOf(line);
    }
  }
  if (entry !== undefined) yield entry;
}

function entryOf(line: string): Growing | undefined {
  const match = head.exec(line);
  const id = match?.[4];
  if (match === null || id === undefined) return undefined;
  const month = months.indexOf(match[2] ?? '') + 1;
  const parts = [match[3], month, match[1]].map((part) => String(part).padStart(2, '0'));
  return { id, day: dayOf(parts.join('-')), cves: cvesOf(id), rows: [], severities: new Map() };
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function readLine(line: string, entry: Growing): void {
  if (line.startsWith('{')) {
    if (!entry.id.startsWith('CVE-')) entry.cves = cvesIn(line.slice(0, 65_536));
    return;
  }
  const [, codename, name, said, notes = ''] = row.exec(line) ?? [];
  if (name === undefined || said === undefined) return;
  entry.rows.push({ codename, name, said });
  for (const word of codename === undefined ? notes.split(';') : []) {
    const severity = severityOfWord(word);
    if (severity !== undefined) entry.severities.set(name, severity);
  }
}

/** A state with its ranges and Debian's word for it. */
export type Verdict = Pick<Advisory, 'state'> & Partial<Pick<Advisory, 'ranges' | 'statement'>>;

/** What a row says by itself; `undefined`: removed or not packaged yet, which says nothing of any version. */
export function verdictOf(said: string): Verdict | undefined {
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

/** A claim about a package in a release; `undefined` when we cannot address the release. */
export function claimOf(
  entry: ListEntry,
  { codename, name }: Pick<ListRow, 'codename' | 'name'>,
  verdict: Verdict,
): Claim | undefined {
  const segment = debianSegment(codename ?? 'sid');
  if (segment === undefined) return undefined;
  const severity = entry.severities.get(name);
  const { id, cves, day } = entry;
  return {
    segment,
    ecosystem: 'deb',
    id,
    cves,
    package: name,
    ...verdict,
    ...(severity !== undefined && { severity }),
    ...(day !== undefined && { published: day }),
    ...(day !== undefined && verdict.state === 'fixed' && { fixedOn: day }),
    feed: `debian-tracker:${segment.slice('debian-'.length)}`,
    url: `https://security-tracker.debian.org/tracker/${id}`,
  };
}
