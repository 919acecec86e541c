import type * as database from '#app/database.ts';
import type { Mirrored } from '#app/database-mirror.ts';
import { formatBytes, plural, quote } from '#kit/text.ts';
import type { Advisory } from '#model/advisory.ts';
import { exitCodes } from '../exit.ts';

/** What a `db` command did: a record for programs, lines for people, and its exit code when that is not 0. */
export interface DbOutcome {
  readonly record: unknown;
  readonly lines: readonly string[];
  readonly code?: number;
}

/** `named` is the directory that was given in place of the bundled and the updated database. */
export function statusOutcome(
  status: database.DatabaseStatus,
  named: string | undefined,
): DbOutcome {
  const { inUse } = status;
  if (inUse === undefined)
    return { record: status, lines: ['no advisory database; run "caisson db update"'] };
  const place = named === undefined ? inUse.origin : quote(named);
  const rows = inUse.manifest.segments.map(
    ({ name, advisories, newest, blob }) =>
      `  ${name.padEnd(18)} ${String(advisories).padStart(8)}  ${(newest || 'undated').padEnd(10)}  ${formatBytes(blob.size).padStart(7)}`,
  );
  const age = inUse.ageDays < 1 ? 'today' : `${plural(Math.floor(inUse.ageDays), 'day')} ago`;
  const older = status.kept.filter(({ build }) => build !== inUse.build);
  return {
    record: status,
    lines: [
      `in use: ${place}, newest record ${age}, build ${inUse.build.slice(0, 19)}`,
      ...adviceLines(status, named !== undefined),
      ...silentLines(status),
      `  ${'segment'.padEnd(18)} ${'advisories'.padStart(8)}  newest      size`,
      ...rows,
      ...older.map(({ build, builtAt }) => `kept: ${build} of ${builtAt.slice(0, 10)}`),
    ],
  };
}

/** A feed without a new record for so long has stopped, or its publisher has. */
const silentDays = 30;
const shownFeeds = 5;

/** Feeds that brought nothing for long: the database may be new and yet lack their advisories. */
function silentLines({ feeds }: database.DatabaseStatus): readonly string[] {
  const silent = feeds.filter(({ ageDays }) => ageDays > silentDays);
  if (silent.length === 0) return [];
  const shown = silent.slice(0, shownFeeds).map(({ name, ageDays }) => `${name} (${ageDays} days)`);
  const more = silent.length > shownFeeds ? ` and ${silent.length - shownFeeds} more` : '';
  return [`no new record for over ${silentDays} days from ${shown.join(', ')}${more}`];
}

/** From here on a scan that asks for fresh data calls it stale. */
const oldDays = 5;

/** Where it comes from and what to run, in plain words. */
function adviceLines(
  { inUse, bundled, updated, supplement }: database.DatabaseStatus,
  isNamed: boolean,
): readonly string[] {
  if (isNamed) return ['it is used alone, as you named it; "caisson db update" does not change it'];
  const isBundled = inUse?.origin === 'bundled';
  const source = isBundled
    ? 'it came with this program'
    : 'it was fetched or built on this machine';
  const isOld = (inUse?.ageDays ?? 0) >= oldDays;
  const action = `${isOld ? 'it is old, ' : 'for newer advisories '}run "caisson db update"`;
  const other = isBundled ? updated : bundled;
  const day = other?.manifest.builtAt.slice(0, 10);
  return [
    `${source}; ${action}`,
    ...(supplement === undefined
      ? []
      : [`from the ${supplement.origin} one of ${day} as well: ${supplement.segments.join(', ')}`]),
  ];
}

/** What an update brought; a source that is away is told with its own exit code. */
export function updateOutcome(result: database.UpdateResult): DbOutcome {
  const name = `${result.build.slice(0, 19)} of ${result.builtAt.slice(0, 10)}`;
  if (result.type === 'unavailable') {
    const { code, message } = result.reason;
    return {
      record: { ...result, reason: { code, message } },
      lines: [`the source could not be reached, ${name} stays in use: ${message}`],
      code: exitCodes.failed,
    };
  }
  const fetched = `${formatBytes(result.fetchedBytes)} fetched`;
  const skipped = result.report === undefined ? [] : skippedLines(result.report);
  return { record: result, lines: [`${result.type}: ${name}, ${fetched}`, ...skipped] };
}

/** Where a database was published, and how much of it was new there. */
export function pushOutcome(pushed: database.Pushed): DbOutcome {
  const { reference, digest, uploadedBlobs, uploadedBytes } = pushed;
  const sent = `${plural(uploadedBlobs, 'blob')} (${formatBytes(uploadedBytes)}) sent, the rest was there`;
  return { record: pushed, lines: [`published: ${reference}@${digest}`, sent] };
}

/** What a mirror copied, and where it went. */
export function mirrorOutcome(mirrored: Mirrored): DbOutcome {
  const { build, builtAt, source, fetchedBytes, kept, missingDeltas, pushed } = mirrored;
  const missing =
    missingDeltas === 0 ? [] : [`${plural(missingDeltas, 'delta')} not at the source`];
  return {
    record: mirrored,
    lines: [
      `mirrored: ${build.slice(0, 19)} of ${builtAt.slice(0, 10)} from ${source}`,
      `${formatBytes(fetchedBytes)} fetched, ${plural(kept, 'blob')} there already`,
      ...missing,
      ...(pushed === undefined ? [] : pushOutcome(pushed).lines),
    ],
  };
}

const shownFacts = 50;

/** What differs between two databases: counts for each segment, and the first facts of each. */
export function diffOutcome(segments: readonly database.SegmentDifference[]): DbOutcome {
  if (segments.length === 0) return { record: segments, lines: ['no difference'] };
  const lines = segments.flatMap(({ segment, keys, facts }) => {
    const changes = facts.length > 0 ? facts : keys;
    const counts = (['added', 'removed', 'changed'] as const).map(
      (kind) => `${changes.filter(({ change }) => change === kind).length} ${kind}`,
    );
    const more = facts.length - shownFacts;
    return [
      `${segment}: ${counts.join(', ')}${facts.length > 0 ? '' : ' (keys)'}`,
      ...facts.slice(0, shownFacts).map(factLine),
      ...(more > 0 ? [`  … and ${more} more, all with --format json`] : []),
    ];
  });
  return { record: segments, lines };
}

const signs = { added: '+', removed: '-', changed: '~' } as const;

function factLine({
  package: name,
  change,
  before,
  after,
}: database.SegmentDifference['facts'][number]): string {
  const fact = after ?? before;
  const words = [before, after].flatMap((one) => (one === undefined ? [] : [outcomeOf(one)]));
  return `  ${signs[change]} ${name} ${fact?.id ?? ''} ${[...new Set(words)].join(' → ')}`;
}

function outcomeOf({ ranges, state }: Pick<Advisory, 'ranges' | 'state'>): string {
  const fixed = ranges.flatMap((range) => range.fixed ?? []).join(', ');
  return fixed === '' ? state.replaceAll('_', ' ') : `fixed in ${fixed}`;
}

/** What a build holds, and what it left out. */
export function buildOutcome(report: database.BuildReport): DbOutcome {
  const advisories = report.feeds.reduce((sum, { records }) => sum + records, 0);
  const bytes = report.segments.reduce((sum, { blob }) => sum + blob.size, 0);
  return {
    record: report,
    lines: [
      `built ${report.build.slice(0, 19)} of ${report.builtAt.slice(0, 10)}: ${plural(advisories, 'record')} in ${plural(report.segments.length, 'segment')}, ${formatBytes(bytes)}`,
      ...skippedLines(report),
    ],
  };
}

function skippedLines({ feeds }: database.BuildReport): readonly string[] {
  return feeds.flatMap(({ name, skipped }) =>
    skipped.map(
      ({ reason, count, examples }) =>
        `  ${name}: ${count} left out (${reason}), such as ${examples.slice(0, 3).join(', ')}`,
    ),
  );
}

/** The advisories of a package or about a vulnerability, by package and segment. */
export function searchOutcome(name: string, hits: readonly database.SearchHit[]): DbOutcome {
  if (hits.length === 0)
    return { record: hits, lines: [`no advisories for ${JSON.stringify(name)}`] };
  const lines = hits.flatMap((hit) => [
    `${hit.package} (${hit.segment})`,
    ...hit.advisories.map(({ id, cves, ...rest }) =>
      [' ', id, ...fewOf(cves.filter((cve) => !id.endsWith(cve))), outcomeOf(rest)].join(' '),
    ),
  ]);
  return { record: hits, lines };
}

const namedAtMost = 3;

function fewOf(names: readonly string[]): readonly string[] {
  const more = names.length - namedAtMost;
  return more > 0 ? [...names.slice(0, namedAtMost), `and ${more} more:`] : names;
}

/** Whether the database is intact, and who signed it. */
export function verifyOutcome(found: database.Verification): DbOutcome {
  const signer = found.signedBy === undefined ? 'no trusted key' : found.signedBy;
  if (found.problems.length === 0)
    return {
      record: found,
      lines: [`good: ${plural(found.segments, 'segment')}, signed by ${signer}`],
    };
  return {
    record: found,
    lines: ['not good:', ...found.problems.map((problem) => `  ${problem}`)],
    code: exitCodes.untrusted,
  };
}

/** An action that ends with a build: `what` says how. */
export function buildName(what: string, build: string): DbOutcome {
  return { record: { build }, lines: [`${what}: ${build}`] };
}
