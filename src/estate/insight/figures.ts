import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { assetWithin, placedWithin } from '../reach.ts';
import { numberOf } from '../row.ts';
import { statement } from '../statement.ts';

/** How many things there are within reach, and how many of them are not seen in full. Counted on rows of assets, never on findings. */
export interface AssetFigures {
  readonly tiers: readonly [number, number, number, number, number];
  readonly images: number;
  readonly scanned: number;
  readonly hosts: number;
  readonly clusters: number;
  readonly workloads: number;
  readonly watched: number;
  readonly nodes: number;
  readonly nodesWatched: number;
  /** Assets that were never scanned, whose scan failed or that could not be examined in full, and nodes without a sound sensor. */
  readonly blind: number;
  /** Everything that could be blind. */
  readonly seeable: number;
}

/** Share of what is seen in full, in per cent with one decimal; 0 where there is nothing. */
export function coverageOf({ blind, seeable }: AssetFigures): number {
  return seeable === 0 ? 0 : Math.round(((seeable - blind) / seeable) * 1000) / 10;
}

/** The figures of now. */
export async function readFigures(reader: SqlReader, reach: Reach): Promise<AssetFigures> {
  const ofAssets = await reader.all(
    ...statement`SELECT asset.kind AS kind, count(*) AS n, sum(asset.p0) AS p0, sum(asset.p1) AS p1, sum(asset.p2) AS p2, sum(asset.p3) AS p3, sum(asset.p4) AS p4,
      sum(CASE WHEN asset.gone_at IS NULL THEN 1 ELSE 0 END) AS here,
      sum(CASE WHEN asset.gone_at IS NULL AND asset.scanned_at IS NOT NULL THEN 1 ELSE 0 END) AS scanned,
      sum(CASE WHEN asset.gone_at IS NULL AND (asset.scanned_at IS NULL OR asset.scan_state = 'failed' OR asset.gaps > 0) THEN 1 ELSE 0 END) AS blind
      FROM asset WHERE ${assetWithin(reach, 'asset.id')} GROUP BY asset.kind`,
  );
  const workloads = await reader.first(
    ...statement`SELECT count(*) AS n, coalesce(sum(w.watched), 0) AS watched FROM workload w WHERE w.gone_at IS NULL AND ${placedWithin(reach, 'w')}`,
  );
  const nodes = await reader.first(
    ...statement`SELECT count(*) AS n, coalesce(sum(CASE WHEN n.sensor = 'watching' THEN 1 ELSE 0 END), 0) AS watching
      FROM node n WHERE ${assetWithin(reach, 'n.asset')}`,
  );
  return toFigures(ofAssets, workloads, nodes);
}

/** Findings past their date that are still to do. */
export async function countBreached(reader: SqlReader, reach: Reach): Promise<number> {
  const row = await reader.first(
    ...statement`SELECT coalesce(sum(late.n), 0) AS n FROM (SELECT f.asset AS asset, count(*) AS n FROM finding f
      WHERE f.breached = 1 AND f.state IN ('open', 'acknowledged') GROUP BY f.asset) late WHERE ${assetWithin(reach, 'late.asset')}`,
  );
  return numberOf(row, 'n');
}

/** Incidents that were open at a moment; absent: now. */
export async function countIncidents(
  reader: SqlReader,
  reach: Reach,
  at?: number,
): Promise<number> {
  const within = placedWithin(reach, 'i');
  const row =
    at === undefined
      ? await reader.first(
          ...statement`SELECT count(*) AS n FROM incident i WHERE i.status IN ('open', 'contained') AND ${within}`,
        )
      : await reader.first(
          ...statement`SELECT count(*) AS n FROM incident i WHERE i.opened <= ${at} AND ${within}
            AND (i.status IN ('open', 'contained') OR coalesce(i.closed, i.updated) > ${at})`,
        );
  return numberOf(row, 'n');
}

function toFigures(
  assets: readonly SqlRow[],
  workloads: SqlRow | undefined,
  nodes: SqlRow | undefined,
): AssetFigures {
  function sum(column: string, kind?: string): number {
    const rows = assets.filter((row) => kind === undefined || row['kind'] === kind);
    return rows.reduce((total, row) => total + numberOf(row, column), 0);
  }
  const nodeCount = numberOf(nodes, 'n');
  const nodesWatched = numberOf(nodes, 'watching');
  return {
    tiers: [sum('p0'), sum('p1'), sum('p2'), sum('p3'), sum('p4')],
    images: sum('here', 'image'),
    scanned: sum('scanned', 'image'),
    hosts: sum('here', 'host'),
    clusters: sum('here', 'cluster'),
    workloads: numberOf(workloads, 'n'),
    watched: numberOf(workloads, 'watched'),
    nodes: nodeCount,
    nodesWatched,
    blind: sum('blind') + nodeCount - nodesWatched,
    seeable: sum('here') + nodeCount,
  };
}
