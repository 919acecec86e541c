import type { SqlValue, SqlWriter } from '#contract/sql.ts';

/**
 * What `risk_order` of a workload is made of: open incidents first (more than seven count as seven), then what is open in its image
 * (`asset.risk_order`, above -10^15). Smaller is more urgent; all of it stays a safe integer.
 */
const order = `coalesce((SELECT a.risk_order FROM asset a WHERE a.id = workload.asset), 0)
  - 1000000000000000 * CASE WHEN open_incidents > 7 THEN 7 ELSE open_incidents END`;

/** To be called where the incidents or the image of a workload changed. */
export async function orderWorkload(tx: SqlWriter, workload: SqlValue): Promise<void> {
  await tx.run(`UPDATE workload SET risk_order = ${order} WHERE id = ?`, [workload]);
}

/** To be called where the findings of an asset changed, or workloads became its own. */
export async function orderWorkloadsOf(tx: SqlWriter, asset: SqlValue): Promise<void> {
  await tx.run(`UPDATE workload SET risk_order = ${order} WHERE asset = ?`, [asset]);
}
