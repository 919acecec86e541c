import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import type { Advisory } from '#model/advisory.ts';
import { compareDeb } from '#version/deb.ts';
import { severityOfWord } from '../severity-word.ts';
import { DebianLists } from './debian-lists.ts';
import { debianSegment } from './debian-release.ts';
import type { FeedDocument, VendorFeed, VendorReading, VendorRecords } from './feed.ts';
import { jsonOf, malformed, recordAt, textAt } from './json-value.ts';
import { orMalformed } from './readable.ts';
import { allVersions, below, type Claim, cvesOf, Sheet } from './vendor-fact.ts';

/**
 * Debian's security tracker: its JSON (`data.json`: source package, CVE, release), which the tracker has already worked out
 * from annotations and archive versions, and the lists that it is made from (`CVE/list`, `DSA/list`, `DLA/list`), which
 * also name the advisories and their days; without the JSON, indexes of the archive (`dists/bookworm/main/source/Sources`)
 * let the lists be worked out here.
 */
export const debianTracker: VendorFeed = {
  id: 'debian-tracker',
  publisher: 'debian-tracker',
  accepts: (path) =>
    /(?:^|\/)(?:data|tracker|debian)?(?:\.json|json)$|(?:CVE|DSA|DLA|DTSA)\/list$|Sources$/.test(
      path,
    ),
  *read(document, scope) {
    const reading = begin();
    yield* reading.read(document, scope);
    yield* reading.finish(scope);
  },
  begin,
};

function begin(): VendorReading {
  const lists = new DebianLists();
  let hasJson = false;
  return {
    read(document, scope) {
      const isJson = document.path.endsWith('json');
      hasJson ||= isJson;
      const records = isJson ? readJson(document, scope) : lists.read(document, scope);
      return orMalformed(document, records);
    },
    finish: (scope) => lists.finish(scope, hasJson),
  };
}

function* readJson(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const packages = jsonOf(document);
  if (!isRecord(packages)) {
    yield malformed(document.path);
    return;
  }
  const sheet = new Sheet();
  for (const [name, issues] of Object.entries(packages)) {
    checkpoint(scope.signal);
    if (!isRecord(issues)) sheet.skip('malformed', name);
    else for (const [id, issue] of Object.entries(issues)) readIssue(name, id, issue, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

function readIssue(name: string, id: string, issue: unknown, sheet: Sheet): void {
  for (const [codename, row] of Object.entries(recordAt(issue, 'releases'))) {
    const segment = debianSegment(codename);
    if (segment === undefined) sheet.skip('unknown-ecosystem', `debian:${codename}`);
    else sheet.add(claimOf({ name, id, segment }, row));
  }
}

interface Subject {
  readonly name: string;
  readonly id: string;
  readonly segment: string;
}

function claimOf({ name, id, segment }: Subject, row: unknown): Claim {
  const urgency = (textAt(row, 'urgency') ?? '').replaceAll('*', '');
  const severity = severityOfWord(urgency);
  return {
    segment,
    ecosystem: 'deb',
    id,
    cves: cvesOf(id),
    package: name,
    ...stateOf(row, urgency),
    ...(severity !== undefined && { severity }),
    feed: `debian-tracker:${segment.slice('debian-'.length)}`,
    url: `https://security-tracker.debian.org/tracker/${id}`,
  };
}

type Verdict = Pick<Advisory, 'state'> & Partial<Pick<Advisory, 'ranges' | 'statement'>>;

/** A fix settles it, whatever else is annotated; the archive may still be waiting for it. */
function stateOf(row: unknown, urgency: string): Verdict {
  const status = textAt(row, 'status');
  const fixed = textAt(row, 'fixed_version');
  if (status === 'undetermined') return { state: 'unknown', statement: 'undetermined' };
  if (fixed === '0') return { state: 'not_affected' };
  if (fixed !== undefined && (status === 'resolved' || !isAwaited(row, fixed)))
    return { state: 'fixed', ranges: below(fixed) };
  if (status === 'resolved') return { state: 'unknown', statement: 'resolved' };
  return openState(row, urgency);
}

function openState(row: unknown, urgency: string): Verdict {
  if (urgency === 'end-of-life') return open('end_of_life', urgency);
  if (!isRecord(row) || typeof row['nodsa'] !== 'string')
    return urgency === 'unimportant' ? open('affected', urgency) : open('affected');
  const reason = textAt(row, 'nodsa_reason');
  if (reason === 'postponed') return open('deferred', reason);
  return reason === 'ignored' ? open('wont_fix', reason) : open('affected', 'no-dsa');
}

function open(state: Advisory['state'], statement?: string): Verdict {
  return { state, ranges: allVersions, ...(statement !== undefined && { statement }) };
}

/** Whether no repository of the release carries the fixed version yet. */
function isAwaited(row: unknown, fixed: string): boolean {
  const current = Object.values(recordAt(row, 'repositories'));
  return !current.some((one) => typeof one === 'string' && compareDeb(one, fixed) >= 0);
}
