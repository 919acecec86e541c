import type { Platform } from '#contract/platform.ts';
import { recordOf, textOf } from '#estate/row.ts';

/** More than the day between two looks: one that was left out is made up for. */
const lookBackMs = 1.5 * 86_400_000;

/** An image that could not be scanned since the last time may be readable today; it is asked for as it was then, if nobody did. */
export async function retryFailedScans({ database, jobs, scope }: Platform): Promise<void> {
  const since = scope.clock().getTime() - lookBackMs;
  await database.transaction(async (tx) => {
    const rows = await tx.all(
      `SELECT kind, subject, dedup, data FROM job WHERE state = 'failed' AND finished > ? AND kind LIKE 'scan%'
       AND NOT EXISTS (SELECT 1 FROM job later WHERE later.dedup = job.dedup AND later.dedup <> '' AND later.id > job.id)
       ORDER BY id DESC LIMIT 200`,
      [since],
    );
    for (const row of rows)
      await jobs.add(tx, {
        kind: textOf(row, 'kind'),
        subject: textOf(row, 'subject'),
        key: textOf(row, 'dedup'),
        data: recordOf(row, 'data'),
      });
  });
  jobs.wake();
}
