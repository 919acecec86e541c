import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { standingOf } from '../asset/standing.ts';
import { placedWithin } from '../reach.ts';
import { numberOf, textOf } from '../row.ts';
import { type AssetContext, settledContext } from './settle-context.ts';

/** Where an asset stands as somebody may know it. `isPartial`: it also runs where they see nothing. */
export interface SeenContext {
  readonly context: AssetContext;
  readonly isPartial: boolean;
}

/**
 * The context of an asset from the workloads within reach alone, so that nobody learns from a tier, an exposure or a usage what
 * another tenant does with the same image. What was seen being used is told only where everything is within reach.
 */
export async function contextWithin(
  reader: SqlReader,
  asset: number,
  reach: Reach,
): Promise<SeenContext> {
  const whole = await settledContext(reader, asset);
  if (reach === 'all') return { context: whole, isPartial: false };
  const within = placedWithin(reach, 'w');
  const rows = await reader.all(
    `SELECT w.exposure AS exposure, w.privileged AS privileged, w.running AS running, CASE WHEN ${within.sql} THEN 1 ELSE 0 END AS mine
     FROM workload w WHERE w.asset = ? AND w.gone_at IS NULL`,
    [...within.values, asset],
  );
  if (rows.every((row) => numberOf(row, 'mine') === 1)) return { context: whole, isPartial: false };
  const own = rows.filter((row) => numberOf(row, 'mine') === 1);
  const context = {
    ...standingOf(own),
    usage: await usageWithin(reader, asset, reach, whole),
    exploited: new Map(),
  };
  return { context, isPartial: true };
}

/** Loaded is what own workloads loaded; what is known to be loaded nowhere is not loaded here either. */
async function usageWithin(
  reader: SqlReader,
  asset: number,
  reach: Reach,
  whole: AssetContext,
): Promise<AssetContext['usage']> {
  const within = placedWithin(reach, 'w');
  const rows = await reader.all(
    `SELECT DISTINCT c.purl AS purl FROM loaded l JOIN workload w ON w.id = l.workload JOIN component c ON c.id = l.component
     WHERE l.asset = ? AND ${within.sql}`,
    [asset, ...within.values],
  );
  const idle = [...whole.usage].filter(([, usage]) => usage === 'not-loaded');
  return new Map([...idle, ...rows.map((row) => [textOf(row, 'purl'), 'loaded'] as const)]);
}
