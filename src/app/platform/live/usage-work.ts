import type { Platform } from '#contract/platform.ts';
import { readDocument, settledContext, writeDocument } from '#estate/asset/record.ts';
import { forgetDetections } from '#estate/runtime/detections.ts';
import { refreshUsage, scannedOf, watchedAssets } from '#estate/runtime/usage.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { BelievedTime } from '../believed-time.ts';
import { kept } from '../config/in-force.ts';
import type { Config } from '../config/read-config.ts';
import { reassess } from '../import-report.ts';
import { usageJob } from './look-again.ts';

const hourMs = 3_600_000;
const batchesMs = 7 * 24 * hourMs;
const flowsMs = 30 * 24 * hourMs;
const lookMs = 600_000;

/** Joins what was loaded with the software of assets; findings of those where that changed something are judged anew. */
export function workOnUsage({ database, changes, jobs, scope }: Platform): AsyncDisposable {
  return jobs.work([usageJob], async ({ subject }) => {
    const asset = Number(subject);
    const now = scope.clock().getTime();
    const { changed } = await database.transaction((tx) => refreshUsage(tx, asset, now));
    const stands = await standingOf(database, asset);
    if (changed === 0 && !stands.isElsewhere) return;
    await reassess(database, changes, [asset], now);
    await database.transaction((tx) => writeDocument(tx, asset, standing, stands.now));
  });
}

const standing = 'standing';

/**
 * Where an asset stands, as a hash, and whether that is elsewhere than when it was judged last: reached another way, given other
 * rights, begun or ended to run, seen being exploited.
 */
async function standingOf(
  database: Platform['database'],
  asset: number,
): Promise<{ readonly now: Uint8Array; readonly isElsewhere: boolean }> {
  const { exposure, running, privileged, blast, exploited } = await settledContext(database, asset);
  const seen = [...exploited].map(([rule, { incident }]) => `${rule} ${incident}`).toSorted();
  const words = JSON.stringify([exposure, running > 0, privileged, blast ?? '', seen]);
  const now = Buffer.from(sha256Hex(words));
  const before = await readDocument(database, asset, standing);
  return { now, isElsewhere: before === undefined || !now.equals(before) };
}

/** Call after an asset was scanned: what was loaded before is known of its components at once. */
async function refreshUsageOf(platform: Platform, asset: number): Promise<void> {
  const { database, jobs } = platform;
  await database.transaction((tx) =>
    jobs.add(tx, { kind: usageJob, subject: String(asset), key: `usage:${asset}` }),
  );
  jobs.wake();
}

/** Looks every ten minutes at what runs, for absence of use becomes known with time, and forgets what is too old. */
export function maintainRuntime(
  platform: Platform,
  believed: Pick<BelievedTime, 'now'>,
  config: Config,
): AsyncDisposable {
  const { scope } = platform;
  let last = Number.NEGATIVE_INFINITY;
  let seen: number | undefined;
  let working = Promise.resolve();
  async function look(): Promise<void> {
    const now = performance.now(); // a clock that goes back must not stop us
    try {
      seen = await followScans(platform, seen);
      if (now - last < lookMs) return;
      last = now;
      await round(
        platform,
        believed.now(),
        await kept('retention.detection-days', config, platform.database),
      );
    } catch (error) {
      scope.log.warn('what runs cannot be looked after', { reason: String(error) });
    }
  }
  const timer = setInterval(() => {
    working = working.then(look);
  }, 5000);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await working;
    },
  };
}

/** Assets that were scanned since: their usage is worked out anew. */
async function followScans(platform: Platform, since: number | undefined): Promise<number> {
  const { database, scope } = platform;
  const now = scope.clock().getTime();
  if (since === undefined) return now;
  const rows = await database.all(
    'SELECT id, scanned_at FROM asset WHERE kind = ? AND scan_state = ? AND scanned_at > ? AND scanned_at <= ? ORDER BY scanned_at LIMIT 500',
    ['image', 'scanned', since, now],
  );
  for (const { id } of rows) await refreshUsageOf(platform, Number(id));
  // A clock that went back is followed back.
  return rows.reduce(
    (latest, row) => Math.max(latest, Number(row['scanned_at'])),
    Math.min(now, since),
  );
}

/** One look after everything. */
async function round({ database, jobs }: Platform, now: number, keepMs: number): Promise<void> {
  const assets = await scannedOf(database, await watchedAssets(database));
  await database.transaction(async (tx) => {
    for (const asset of assets)
      await jobs.add(tx, { kind: usageJob, subject: String(asset), key: `usage:${asset}` });
    await forgetDetections(tx, now - keepMs);
    await tx.run('DELETE FROM ingest_batch WHERE received < ?', [now - batchesMs]);
    await tx.run('DELETE FROM flow WHERE last_seen < ?', [now - flowsMs]);
  });
  jobs.wake();
}
