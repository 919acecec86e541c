import { z } from 'zod';
import type { Operations, Platform } from '#contract/platform.ts';
import type { SqlRow } from '#contract/sql.ts';
import { countColumns, countsOfAsset } from '#estate/asset/counts.ts';
import { assetWithin } from '#estate/reach.ts';
import type { AnswerOf } from '#wire/routes.ts';

type Cluster = AnswerOf<'listClusters'>['items'][number];

const factsShape = z
  .object({
    server: z.string().default(''),
    version: z.string().optional(),
    state: z.enum(['watched', 'unreachable', 'waiting']).default('waiting'),
    reason: z.string().optional(),
    nodes: z.int().default(0),
    namespaces: z.int().default(0),
  })
  .catch({ server: '', state: 'waiting', nodes: 0, namespaces: 0 });

/** `listClusters`: those that are watched, or were reported. */
export function clusterOperations({
  database,
}: Pick<Platform, 'database'>): Pick<Operations, 'listClusters'> {
  return {
    async listClusters({ reach }) {
      const within = assetWithin(reach, 'asset.id');
      const rows = await database.all(
        `SELECT id, name, facts, scanned_at, ${countColumns},
           (SELECT count(*) FROM workload w WHERE w.cluster = asset.name AND w.namespace <> '' AND w.gone_at IS NULL) AS workloads
         FROM asset WHERE kind = 'cluster' AND ${within.sql} ORDER BY name, id LIMIT 500`,
        within.values,
      );
      return { items: rows.map(toCluster) };
    },
  };
}

function toCluster(row: SqlRow): Cluster {
  const { version, reason, ...facts } = factsShape.parse(parse(String(row['facts'])));
  const scanned = row['scanned_at'];
  return {
    id: String(row['id']),
    name: String(row['name']),
    workloads: Number(row['workloads']),
    findings: countsOfAsset(row),
    ...facts,
    ...(version !== undefined && { version }),
    ...(reason !== undefined && { reason }),
    ...(typeof scanned === 'number' && { scanned }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
