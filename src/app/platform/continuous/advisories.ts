import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Job, Platform } from '#contract/platform.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { readReport } from '../../saved-report.ts';
import { importReport } from '../import/import-report.ts';
import { storedReport } from '../import/stored-report.ts';
import { runToSuccess, unattended } from './child.ts';
import type { WorkOptions } from './options.ts';

const batchSize = 40;
/** What another process scanned is matched by it, unless it is gone. */
const patienceMs = 10 * 60_000;
const staleShape = z.object({
  matched: z.number(),
  known: z.array(z.string()),
  stale: z.array(z.string()),
});

/** Whether images are judged by other advisories than those of `build`. */
export async function areAdvisoriesNew(
  { database }: Pick<Platform, 'database'>,
  build: string,
): Promise<boolean> {
  const row = await database.first(
    "SELECT 1 AS found FROM asset WHERE kind IN ('image', 'repository') AND advisories <> '' AND advisories <> ? LIMIT 1",
    [build],
  );
  return row !== undefined;
}

/**
 * Newer advisories are in use: finds out which stored inventories they say something else about and has those matched again. No image is
 * read. What is only marked as current costs nothing but that.
 */
export async function doAdvisories(
  job: Job,
  platform: Platform,
  options: WorkOptions,
  signal: AbortSignal,
): Promise<void> {
  const { database, jobs, scope } = platform;
  const build = job.subject;
  const { known, stale } = await askStale(platform, options, signal, false);
  const everything = job.data['everything'] === true || database.dialect === 'sqlite';
  await database.transaction(async (tx) => {
    const rows = await tx.all(
      "SELECT id, digest FROM asset WHERE kind IN ('image', 'repository') AND advisories <> '' AND advisories <> ? ORDER BY running DESC, last_seen DESC, id",
      [build],
    );
    const sure = rows.filter(
      ({ digest }) => known.has(String(digest)) && !stale.has(String(digest)),
    );
    await tx.runMany(
      'UPDATE asset SET advisories = ? WHERE id = ?',
      sure.map(({ id }) => [build, Number(id)]),
    );
    const again = rows
      .filter(
        ({ digest }) => stale.has(String(digest)) || (everything && !known.has(String(digest))),
      )
      .map(({ id }) => Number(id));
    for (let at = 0; at < again.length; at += batchSize)
      await jobs.add(tx, {
        kind: `rematch@${options.node}`,
        subject: build,
        key: `rematch:${options.node}:${build}:${again[at]}`,
        data: { assets: again.slice(at, at + batchSize) },
        priority: 5,
      });
    if (!everything)
      await jobs.add(tx, {
        kind: `advisories@${options.node}`,
        subject: build,
        key: `advisories:${build}:rest`,
        data: { everything: true },
        runAfter: scope.clock().getTime() + patienceMs,
      });
  });
  jobs.wake();
  // Only now: had we ended before, the next try would have to find the same.
  await askStale(platform, options, signal, true);
}

async function askStale(
  { scope }: Platform,
  { program, scan }: WorkOptions,
  signal: AbortSignal,
  settles: boolean,
): Promise<{ readonly known: ReadonlySet<string>; readonly stale: ReadonlySet<string> }> {
  using directory = mkdtempDisposableSync(join(scope.temporaryDirectory, 'stale-'));
  const file = join(directory.path, 'stale.json');
  await runToSuccess(
    program,
    ['job', 'stale', file, ...(settles ? ['--settle'] : []), ...unattended],
    { limits: scan, directory: directory.path },
    signal,
  );
  const answer = staleShape.parse(parseJson(readFileSync(file, 'utf8'), 'the answer'));
  return { known: new Set(answer.known), stale: new Set(answer.stale) };
}

/** Matches the stored inventories of some assets again, in a process of its own, and takes the outcome in. */
export async function doRematch(
  job: Job,
  platform: Platform,
  { program, scan }: WorkOptions,
  signal: AbortSignal,
): Promise<void> {
  const { database, changes, scope } = platform;
  const assets = z.array(z.int()).parse(job.data['assets']);
  using directory = mkdtempDisposableSync(join(scope.temporaryDirectory, 'rematch-'));
  const kept = await writeReports(platform, assets, directory.path);
  if (kept.length === 0) return;
  const place = { limits: scan, directory: directory.path };
  await runToSuccess(program, ['job', 'rematch', directory.path, ...unattended], place, signal);
  for (const { asset, identity } of kept) {
    signal.throwIfAborted();
    const report = readReport(join(directory.path, `${asset}.out`));
    const now = scope.clock().getTime();
    await importReport(database, changes, report, { now, identity, honoursExceptions: false });
  }
}

async function writeReports(
  { database }: Platform,
  assets: readonly number[],
  directory: string,
): Promise<readonly { readonly asset: number; readonly identity: string }[]> {
  const kept: { asset: number; identity: string }[] = [];
  for (const asset of assets) {
    const row = await database.first('SELECT identity FROM asset WHERE id = ?', [asset]);
    const report = row === undefined ? undefined : await storedReport(database, asset);
    if (report === undefined) continue;
    writeFileSync(join(directory, `${asset}.json`), JSON.stringify(report));
    kept.push({ asset, identity: String(row?.['identity']) });
  }
  return kept;
}

/** Has newer advisories fetched. An installation without network goes on with those that it has. */
export async function updateAdvisories(
  { scope }: Platform,
  { program, scan }: WorkOptions,
  signal: AbortSignal,
): Promise<void> {
  using directory = mkdtempDisposableSync(join(scope.temporaryDirectory, 'update-'));
  try {
    await runToSuccess(
      program,
      ['db', 'update', ...unattended],
      { limits: scan, directory: directory.path },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CaissonError)) throw error;
    scope.log.warn('newer advisories cannot be fetched', { reason: error.message });
  }
}
