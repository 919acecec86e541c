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
