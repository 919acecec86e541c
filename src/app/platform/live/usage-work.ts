import type { Platform } from '#contract/platform.ts';
import { readDocument, writeDocument } from '#estate/asset/record.ts';
import { settledContext } from '#estate/context/settle-context.ts';
import { forgetDetections } from '#estate/runtime/detections.ts';
import { refreshUsage, watchedAssets } from '#estate/runtime/usage.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { BelievedTime } from '../believed-time.ts';
import { kept } from '../config/in-force.ts';
import type { Config } from '../config/read-config.ts';
import { reassess } from '../import/reassess.ts';
import { lookAgain, usageJob } from '../wish/look-again.ts';

const hourMs = 3_600_000;
const batchesMs = 7 * 24 * hourMs;
const flowsMs = 30 * 24 * hourMs;
const firstMs = 5000;
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

/** Looks every ten minutes at what runs, for absence of use becomes known with time, and forgets what is too old. */
export function maintainRuntime(
  platform: Platform,
  believed: Pick<BelievedTime, 'now'>,
  config: Config,
): AsyncDisposable {
  const { scope, database } = platform;
  let working = Promise.resolve();
  async function look(): Promise<void> {
    try {
      const keepMs = await kept('retention.detection-days', config, database);
      await round(platform, believed.now(), keepMs);
    } catch (error) {
      scope.log.warn('what runs cannot be looked after', { reason: String(error) });
    }
  }
  function next(): void {
    working = working.then(look);
  }
  const first = setTimeout(next, firstMs);
  const timer = setInterval(next, lookMs);
  return {
    async [Symbol.asyncDispose]() {
      clearTimeout(first);
      clearInterval(timer);
      await working;
    },
  };
}

/** One look after everything. */
async function round({ database, jobs }: Platform, now: number, keepMs: number): Promise<void> {
  const assets = await watchedAssets(database);
  await database.transaction(async (tx) => {
    await lookAgain(tx, jobs, assets);
    await forgetDetections(tx, now - keepMs);
    await tx.run('DELETE FROM ingest_batch WHERE received < ?', [now - batchesMs]);
    await tx.run('DELETE FROM flow WHERE last_seen < ?', [now - flowsMs]);
  });
  jobs.wake();
}
