import { isRecord } from '#kit/json.ts';
import type { Advisory, AdvisoryState } from '#model/advisory.ts';
import { segmentOfRelease } from '#model/os.ts';
import { dayOf } from '../date.ts';
import { isCve, sortedSet } from '../name.ts';
import type { FeedDocument, VendorRecords } from './feed.ts';
import { listAt, malformed, recordAt, textAt, textsAt } from './json-value.ts';
import { allVersions, below, Sheet } from './vendor-fact.ts';
import { yamlOf } from './yaml-value.ts';

/** Packages with many embedded modules have some thousand events. */
const maxBytes = 2 * 2 ** 20;

/**
 * The advisories of one package of Wolfi or Chainguard (wolfi-dev/advisories, document schema 1 and 2): every advisory is
 * a list of events, the newest of which holds.
 */
export function readAdvisoryEvents(document: FeedDocument, distribution: string): VendorRecords {
  const content = yamlOf(document, maxBytes);
  const name = textAt(recordAt(content, 'package'), 'name');
  const segment = segmentOfRelease(distribution, '');
  if (!isRecord(content) || name === undefined || segment === undefined)
    return malformed(document.path);
  const sheet = new Sheet();
  for (const { id, aliases, events } of entriesOf(content))
    addEntry({ id, aliases, events }, { name, segment, distribution }, sheet);
  return sheet.take();
}

interface Entry {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly events: readonly unknown[];
}

/** Version 2 is a list; version 1 maps a CVE to its events, whose `status` is what is the `type` now. */
function entriesOf(content: Readonly<Record<string, unknown>>): readonly Entry[] {
  if (Array.isArray(content['advisories']))
    return listAt(content, 'advisories').map((one) => ({
      id: textAt(one, 'id') ?? '',
      aliases: textsAt(one, 'aliases'),
      events: listAt(one, 'events'),
    }));
  return Object.entries(recordAt(content, 'advisories')).map(([id, events]) => ({
    id,
    aliases: [],
    events: Array.isArray(events) ? events : listAt(events, 'events'),
  }));
}

function addEntry(
  { id, aliases, events }: Entry,
  about: { readonly name: string; readonly segment: string; readonly distribution: string },
  sheet: Sheet,
): void {
  const sorted = events.filter(isRecord).toSorted(byTime);
  const newest = sorted.at(-1);
  const verdict = newest === undefined ? undefined : verdictOf(newest);
  if (newest === undefined || verdict === undefined) return sheet.skip('malformed', id);
  const published = timeOf(sorted[0]).slice(0, 10);
  const modified = dayOf(timeOf(newest));
  const names = [id, ...aliases].filter((one) => /^[A-Z][\w-]{2,80}$/.test(one));
  sheet.add({
    segment: about.segment,
    ecosystem: 'apk',
    id,
    cves: sortedSet(names.filter(isCve)),
    aliases: sortedSet(names.filter((one) => one !== id && !isCve(one))),
    package: about.name,
    ...verdict,
    ...(dayOf(published) !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    ...(modified !== undefined && verdict.state === 'fixed' && { fixedOn: modified }),
    feed: `${about.distribution}-advisories`,
    ...(id.startsWith('CGA-') && { url: `https://images.chainguard.dev/security/${id}` }),
  });
}

function byTime(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): number {
  const [first, second] = [timeOf(a), timeOf(b)];
  return first < second ? -1 : Number(first > second);
}

function timeOf(event: Readonly<Record<string, unknown>> | undefined): string {
  return textAt(event, 'timestamp') ?? '';
}

function verdictOf(event: Readonly<Record<string, unknown>>): Verdict | undefined {
  const statement = textAt(event, 'type') ?? textAt(event, 'status') ?? '';
  if (statement === 'fixed') {
    const fixed = textAt(event['data'], 'fixed-version') ?? textAt(event, 'fixed-version');
    if (fixed === undefined) return undefined;
    return fixed === '0'
      ? { state: 'not_affected', statement }
      : { state: 'fixed', ranges: below(fixed) };
  }
  const state = states.get(statement);
  if (state === undefined || state === 'not_affected') return state && { state, statement };
  return { state, ranges: allVersions, statement };
}

type Verdict = Pick<Advisory, 'state'> & Partial<Pick<Advisory, 'ranges' | 'statement'>>;

/** Types of events of version 2, and the states of version 1 where they are called otherwise. */
const states: ReadonlyMap<string, AdvisoryState> = new Map<string, AdvisoryState>([
  ['false-positive-determination', 'not_affected'],
  ['not_affected', 'not_affected'],
  ['true-positive-determination', 'affected'],
  ['pending-upstream-fix', 'affected'],
  ['affected', 'affected'],
  ['fix-not-planned', 'wont_fix'],
  ['detection', 'under_investigation'],
  ['under_investigation', 'under_investigation'],
  ['under-investigation', 'under_investigation'],
  ['analysis-not-planned', 'under_investigation'],
]);
