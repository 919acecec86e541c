import { mkdtempDisposableSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Platform } from '#contract/platform.ts';
import { orderWorkloadsOf } from '#estate/workload-order.ts';
import { CaissonError, familyOf, isCaissonError } from '#kit/error.ts';
import type { ScanReport } from '#model/report.ts';
import { readReport } from '../../saved-report.ts';
import { importReport } from '../import/import-report.ts';
import { reassess } from '../import/reassess.ts';
import { lookAgainScanned } from '../wish/look-again.ts';
import { readScanWish, type ScanWish } from '../wish/scan-wish.ts';
import { errorOfChild, runOwnProgram, unattended } from './child.ts';
import type { WorkOptions } from './options.ts';
import { scanWords } from './scan-words.ts';

const maxReportBytes = 2 ** 28;

/** Does the job of a scan: in a process of its own, its report into the store. A scan that cannot succeed fails visibly and is not repeated. */
export async function doScan(
  job: Job,
  platform: Platform,
  options: WorkOptions,
  signal: AbortSignal,
): Promise<void> {
  const wish = readScanWish(job.data);
  if (wish === undefined) throw new CaissonError('internal.bug', 'this job is no scan');
  await mark(platform, wish, 'scanning');
  try {
    const words = scanWords(wish, options.kubeconfigs);
    const report = await scanInChild(words, options, platform, signal);
    await takeIn(report, wish, platform, options);
  } catch (error) {
    if (signal.aborted) {
      await mark(platform, wish, 'waiting');
      throw error;
    }
    await markFailed(platform, wish, error);
    if (isWorthRepeating(error)) throw error;
  }
}

/** What another try may mend: registries and engines that were away. What the image itself is stays as it is. */
function isWorthRepeating(error: unknown): boolean {
  if (!isCaissonError(error)) return true;
  if (error.code === 'access.unreachable' || error.code === 'access.rate-limited') return true;
  return familyOf(error.code) === 'host';
}

async function scanInChild(
  words: readonly string[],
  { program, scan }: WorkOptions,
  { scope }: Platform,
  signal: AbortSignal,
): Promise<ScanReport> {
  using directory = mkdtempDisposableSync(join(scope.temporaryDirectory, 'scan-'));
  const file = join(directory.path, 'report.json');
  const child = await runOwnProgram(
    program,
    [...words, '-o', `json=${file}`, '--allow-partial', ...unattended],
    { limits: scan, directory: directory.path },
    signal,
  );
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw errorOfChild(child.code, child.error);
  if (size > maxReportBytes)
    throw new CaissonError('limit.size', 'its report is larger than 256 MiB');
  return readReport(file);
}

async function takeIn(
  report: ScanReport,
  wish: ScanWish,
  { database, changes, jobs, scope }: Platform,
  { node, cluster }: WorkOptions,
): Promise<void> {
  const now = scope.clock().getTime();
  const { asset: id } = await importReport(database, changes, report, {
    now,
    honoursExceptions: false,
    ...(wish.target === 'host' && {
      kind: 'host',
      identity: `host:${node}`,
      name: node,
      cluster: cluster || node,
      places: [{ cluster: cluster || node }],
    }),
    ...(wish.target === 'cluster' && {
      kind: 'cluster',
      identity: `cluster:${wish.reference}`,
      name: wish.reference,
      cluster: wish.reference,
      places: [{ cluster: wish.reference }],
    }),
  });
  const asset = Number(id);
  const isTied = await tieWorkloads({ database }, asset, wish, report);
  await database.transaction((tx) => lookAgainScanned(tx, jobs, asset));
  jobs.wake();
  if (isTied) await reassess(database, changes, [asset], now);
}

/** Workloads that named an image nobody knew yet belong to its asset now. */
async function tieWorkloads(
  { database }: Pick<Platform, 'database'>,
  asset: number,
  { image, asset: asked }: ScanWish,
  { inventory }: ScanReport,
): Promise<boolean> {
  if (asked !== undefined && asked !== asset)
    await database.transaction((tx) =>
      tx.run("UPDATE asset SET scan_state = 'scanned' WHERE id = ? AND scan_state = 'scanning'", [
        asked,
      ]),
    );
  if (image === undefined) return false;
  const digest = inventory.image?.id ?? inventory.artifact.digest ?? '';
  return database.transaction(async (tx) => {
    const tied = await tx.run(
      `UPDATE workload SET asset = ?, digest = ? WHERE image = ? AND (asset IS NULL OR EXISTS (
         SELECT 1 FROM container c WHERE c.workload = workload.id AND c.asset IS NULL AND c.gone_at IS NULL))`,
      [asset, digest, image],
    );
    await tx.run(
      'UPDATE container SET asset = ? WHERE asset IS NULL AND workload IN (SELECT id FROM workload WHERE asset = ? AND image = ?)',
      [asset, asset, image],
    );
    await tx.run(
      `INSERT INTO asset_place (asset, cluster, namespace, repository)
       SELECT DISTINCT asset, cluster, namespace, repository FROM workload WHERE asset = ? ON CONFLICT DO NOTHING`,
      [asset],
    );
    await orderWorkloadsOf(tx, asset);
    return tied > 0;
  });
}

async function mark(
  { database }: Platform,
  { asset }: ScanWish,
  state: 'scanning' | 'waiting',
): Promise<void> {
  if (asset === undefined) return;
  await database.transaction((tx) =>
    tx.run('UPDATE asset SET scan_state = ? WHERE id = ?', [state, asset]),
  );
}

async function markFailed(
  { database, changes, scope }: Platform,
  { asset, name }: ScanWish,
  error: unknown,
): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  scope.log.warn('a scan failed', { name, reason });
  await database.transaction(async (tx) => {
    if (asset !== undefined)
      await tx.run("UPDATE asset SET scan_state = 'failed', scan_error = ? WHERE id = ?", [
        reason.slice(0, 1000),
        asset,
      ]);
    await changes.append(tx, [
      {
        kind: 'gap',
        subject: asset === undefined ? '' : String(asset),
        text: `${name} could not be scanned: ${reason}`.slice(0, 1000),
        data: { name, reason: reason.slice(0, 500) },
      },
    ]);
  });
  changes.committed();
}
