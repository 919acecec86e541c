import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isRecord } from '#kit/json.ts';
import type { Advisory } from '#model/advisory.ts';
import { segmentOfRelease } from '#model/os.ts';
import { dayOf } from '../date.ts';
import { severityOfWord } from '../severity-word.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { isLink, jsonOf, listAt, malformed, recordAt, textAt } from './json-value.ts';
import { orMalformed } from './readable.ts';
import { evrOf } from './rpm-erratum.ts';
import { below, cvesIn, Sheet } from './vendor-fact.ts';

/** Fedora: answers of its update system, Bodhi (`updates/?type=security`), whose builds are source packages. */
export const fedoraBodhi: VendorFeed = {
  id: 'fedora-bodhi',
  publisher: 'fedora-bodhi',
  accepts: (path) => path.endsWith('.json'),
  read: (document, scope) => orMalformed(document, readUpdates(document, scope)),
};

function* readUpdates(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  const content = jsonOf(document);
  if (!isRecord(content) || !Array.isArray(content['updates'])) {
    yield malformed(document.path);
    return;
  }
  const sheet = new Sheet();
  for (const update of listAt(content, 'updates')) {
    checkpoint(scope.signal);
    addUpdate(update, sheet);
    if (sheet.isFull) yield sheet.take();
  }
  yield sheet.take();
}

function addUpdate(update: unknown, sheet: Sheet): void {
  const id = textAt(update, 'alias') ?? textAt(update, 'updateid');
  const release = recordAt(update, 'release');
  const segment = segmentOfUpdate(release);
  if (id === undefined) return sheet.skip('malformed', 'update');
  if (textAt(update, 'status') !== 'stable') return sheet.skip('excluded', id);
  if (segment === undefined) return sheet.skip('unknown-ecosystem', textAt(release, 'name') ?? id);
  const cves = cvesOfUpdate(update);
  if (textAt(update, 'type') !== 'security' && cves.length === 0) return sheet.skip('bug-fix', id);
  const shared = {
    id,
    cves,
    ...aboutOf(update),
    feed: `fedora-bodhi:${segment.slice('fedora-'.length)}`,
  };
  for (const build of listAt(update, 'builds')) addBuild(build, { segment, shared }, sheet);
}

/** EPEL is served from the same place. */
function segmentOfUpdate(release: Readonly<Record<string, unknown>>): string | undefined {
  const prefix = textAt(release, 'id_prefix');
  const isFedora =
    prefix === undefined ? /^F\d+$/.test(textAt(release, 'name') ?? '') : prefix === 'FEDORA';
  return isFedora ? segmentOfRelease('fedora', textAt(release, 'version') ?? '') : undefined;
}

function cvesOfUpdate(update: unknown): string[] {
  const titles = listAt(update, 'bugs').map((bug) => textAt(bug, 'title') ?? '');
  return cvesIn([...titles, textAt(update, 'title') ?? ''].join(' ')).sort();
}

function aboutOf(update: unknown): Partial<Advisory> {
  const severity = severityOfWord(textAt(update, 'severity')?.replace(/^urgent$/i, 'critical'));
  const published = dayOf(textAt(update, 'date_submitted'));
  const modified = dayOf(textAt(update, 'date_modified'));
  const fixedOn = dayOf(textAt(update, 'date_stable'));
  const url = textAt(update, 'url');
  return {
    ...(severity !== undefined && { severity }),
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    ...(fixedOn !== undefined && { fixedOn }),
    ...(isLink(url) && { url }),
  };
}

/** `nvr` is `name-version-release`; modules and containers are builds of other types. */
function addBuild(
  build: unknown,
  {
    segment,
    shared,
  }: {
    readonly segment: string;
    readonly shared: Pick<Advisory, 'id' | 'feed'> & Partial<Advisory>;
  },
  sheet: Sheet,
): void {
  const type = textAt(build, 'type') ?? 'rpm';
  const match = /^(.{1,200})-([^-]{1,100})-([^-]{1,100})$/.exec(textAt(build, 'nvr') ?? '');
  if (type !== 'rpm') return sheet.skip('excluded', `${shared.id} ${type}`);
  if (match === null) return sheet.skip('malformed', shared.id);
  const epoch = isRecord(build) && typeof build['epoch'] === 'number' ? String(build['epoch']) : '';
  sheet.add({
    segment,
    ecosystem: 'rpm',
    ...shared,
    package: match[1] ?? '',
    state: 'fixed',
    ranges: below(evrOf(epoch, match[2] ?? '', match[3] ?? '')),
    qualifiers: { architectures: ['src'] },
  });
}
