import type { Platform } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { scannedOf } from '#estate/runtime/usage.ts';

/** Kind of the work that joins what was loaded with the software of an asset, and judges it anew where it stands elsewhere. */
export const usageJob = 'usage';

/** Asks for a new look at assets that were scanned; what stands as before costs little. */
export async function lookAgain(
  tx: SqlWriter,
  jobs: Platform['jobs'],
  assets: readonly number[],
): Promise<void> {
  for (const asset of await scannedOf(tx, [...new Set(assets)]))
    await jobs.add(tx, { kind: usageJob, subject: String(asset), key: `usage:${asset}` });
}

/** Asks for it after a scan: what was used before is known of the components at once. */
export async function lookAgainScanned(
  tx: SqlWriter,
  jobs: Platform['jobs'],
  asset: number,
): Promise<void> {
  const used = await tx.first('SELECT 1 AS used FROM used_file WHERE asset = ? LIMIT 1', [asset]);
  if (used !== undefined) await lookAgain(tx, jobs, [asset]);
}
