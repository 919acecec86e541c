import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import { type Standing, standingOf } from '../asset/standing.ts';
import { numberOf, textOf } from '../row.ts';
import { blastOfAsset } from '../runtime/blast.ts';
import { exploitedIn, type SeenExploitation } from '../runtime/exploited.ts';

/** Where an asset stands: what of its workloads decides about risk. */
export interface AssetContext extends Standing {
  /** What the worst of its workloads gives; absent: nobody knows. */
  readonly blast?: 'node' | 'secrets' | 'restricted';
  /** Vulnerabilities that were seen being used in its workloads, by name. */
  readonly exploited: ReadonlyMap<string, SeenExploitation>;
  /** By purl. A component that is not named was not observed. */
  readonly usage: ReadonlyMap<string, 'loaded' | 'not-loaded'>;
}

/** Reads the context, and writes what the asset's row shows of it. The worst of all workloads counts. */
export async function settleContext(tx: SqlWriter, asset: number): Promise<AssetContext> {
  const context = await settledContext(tx, asset);
  const { running, exposure } = context;
  await tx.run(
    'UPDATE asset SET running = ?, exposure = ? WHERE id = ? AND (running <> ? OR exposure <> ?)',
    [running, exposure, asset, running, exposure],
  );
  return context;
}

/** The same without writing. */
export async function settledContext(reader: SqlReader, asset: number): Promise<AssetContext> {
  const rows = await reader.all(
    'SELECT exposure, privileged, running FROM workload WHERE asset = ? AND gone_at IS NULL',
    [asset],
  );
  const blast = await blastOfAsset(reader, asset);
  return {
    ...standingOf(rows),
    usage: await usageIn(reader, asset),
    exploited: await exploitedIn(reader, asset),
    ...(blast !== undefined && { blast }),
  };
}

/** Loaded once is loaded; not loaded only where every place of the component is known not to be. */
async function usageIn(
  tx: SqlReader,
  asset: number,
): Promise<ReadonlyMap<string, 'loaded' | 'not-loaded'>> {
  const rows = await tx.all(
    `SELECT c.purl AS purl, max(CASE WHEN o.usage = 'loaded' OR l.component IS NOT NULL THEN 1 ELSE 0 END) AS loaded,
       min(CASE WHEN o.usage = 'not-loaded' THEN 1 ELSE 0 END) AS idle
     FROM occurrence o JOIN component c ON c.id = o.component
     LEFT JOIN loaded l ON l.asset = o.asset AND l.component = o.component
     WHERE o.asset = ? GROUP BY c.purl`,
    [asset],
  );
  const usage = new Map<string, 'loaded' | 'not-loaded'>();
  for (const row of rows) {
    if (numberOf(row, 'loaded') === 1) usage.set(textOf(row, 'purl'), 'loaded');
    else if (numberOf(row, 'idle') === 1) usage.set(textOf(row, 'purl'), 'not-loaded');
  }
  return usage;
}
