import type { SqlRow, SqlWriter } from '#contract/sql.ts';
import { addPlaces } from '#estate/asset/record.ts';
import { numberOf, optionalNumberOf, recordOf, storable, textOf } from '#estate/row.ts';
import { enterHost } from '#estate/runtime/nodes.ts';
import type { WorkloadPower } from '../../kube/facts.ts';
import type { WorkloadFacts } from './exposed-workloads.ts';

/** What is known of a cluster besides its findings. */
export interface ClusterFacts {
  readonly server: string;
  readonly version?: string;
  readonly state: 'watched' | 'unreachable' | 'waiting';
  readonly reason?: string;
  readonly nodes: number;
  readonly namespaces: number;
}

/** A node of a cluster. */
export interface ClusterNode {
  readonly name: string;
  readonly os: string;
}

/** What makes pods, with how many it is to have. */
export interface ClusterController {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly replicas: number;
}

/** How far a workload can be reached, by the declared network. */
export interface ExposedWorkload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly exposure: 'internet' | 'cluster' | 'isolated';
  readonly reasons: readonly string[];
}

/** Writes the row of a cluster, which is made if need be. */
export async function saveCluster(
  tx: SqlWriter,
  name: string,
  facts: ClusterFacts,
  now: number,
): Promise<void> {
  const row = await tx.first(
    `INSERT INTO asset (kind, identity, name, cluster, facts, first_seen, last_seen) VALUES ('cluster', ?, ?, ?, ?, ?, ?)
     ON CONFLICT (identity) DO UPDATE SET facts = excluded.facts,
       last_seen = CASE WHEN ? = 'watched' THEN excluded.last_seen ELSE asset.last_seen END, gone_at = NULL RETURNING id`,
    [`cluster:${name}`, name, name, JSON.stringify(facts), now, now, facts.state],
  );
  await addPlaces(tx, numberOf(row, 'id'), [{ cluster: name }]);
}

const noAgent = 'no agent reports from it';

/** Nodes are hosts; those that have left are gone. */
export async function saveNodes(
  tx: SqlWriter,
  cluster: string,
  nodes: readonly ClusterNode[],
  now: number,
): Promise<void> {
  for (const { name, os: told } of nodes) {
    const os = storable(told, 200);
    const asset = await enterHost(tx, { name, cluster, os }, now);
    // Nobody tells what happens on a node without an agent: that is a blind spot until one does.
    await tx.run(
      `INSERT INTO node (name, asset, cluster, os, sensor, reason, first_seen, last_seen) VALUES (?, ?, ?, ?, 'absent', ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET asset = excluded.asset, cluster = excluded.cluster,
         last_seen = CASE WHEN node.reason = excluded.reason THEN excluded.last_seen ELSE node.last_seen END`,
      [name, asset, cluster, os, noAgent, now, now],
    );
  }
  await tx.run('DELETE FROM node WHERE cluster = ? AND reason = ? AND last_seen < ?', [
    cluster,
    noAgent,
    now,
  ]);
  await tx.run(
    "UPDATE asset SET gone_at = ? WHERE kind = 'host' AND cluster = ? AND last_seen < ? AND gone_at IS NULL AND scanned_at IS NULL",
    [now, cluster, now],
  );
}

/** Containers of a cluster that its API does not name any more have gone. */
export async function endMissingPods(
  tx: SqlWriter,
  cluster: string,
  running: ReadonlySet<string>,
  now: number,
): Promise<void> {
  const rows = await tx.all(
    "SELECT c.id FROM container c JOIN workload w ON w.id = c.workload WHERE w.cluster = ? AND w.namespace <> '' AND c.gone_at IS NULL",
    [cluster],
  );
  const missing = rows.filter(({ id }) => !running.has(String(id)));
  await tx.runMany(
    'UPDATE container SET gone_at = ? WHERE id = ?',
    missing.map(({ id }) => [now, String(id)]),
  );
  await tx.run(
    `UPDATE workload SET running = (SELECT count(*) FROM container c WHERE c.workload = workload.id AND c.gone_at IS NULL)
     WHERE cluster = ? AND namespace <> ''`,
    [cluster],
  );
}

/** Controllers with the number of pods that they are to have: they are listed also while none of them runs. */
export async function saveReplicas(
  tx: SqlWriter,
  cluster: string,
  controllers: readonly ClusterController[],
  now: number,
): Promise<void> {
  await tx.runMany(
    `INSERT INTO workload (identity, name, kind, cluster, namespace, replicas, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (identity) DO UPDATE SET replicas = excluded.replicas, last_seen = excluded.last_seen, gone_at = NULL`,
    controllers.map(({ namespace, kind, name, replicas }) => [
      `${cluster}/${namespace}/${kind}/${name}`,
      name,
      kind,
      cluster,
      namespace,
      replicas,
      now,
      now,
    ]),
  );
  await tx.run(
    "UPDATE workload SET gone_at = ? WHERE cluster = ? AND namespace <> '' AND last_seen < ? AND running = 0 AND gone_at IS NULL",
    [now, cluster, now],
  );
}

/** Writes how far workloads are open and what they give; answers the assets whose risk is another now. */
export async function saveWorkloadFacts(
  tx: SqlWriter,
  cluster: string,
  { exposed, powers }: Pick<WorkloadFacts, 'exposed' | 'powers'>,
): Promise<readonly number[]> {
  const rows = await tx.all(
    "SELECT id, identity, asset, exposure, facts FROM workload WHERE cluster = ? AND namespace <> ''",
    [cluster],
  );
  const open = new Map(exposed.map((one) => [keyOf(one), one]));
  const given = new Map(powers.map((one) => [keyOf(one), one]));
  const assets = new Set<number>();
  const updates: (readonly [string, string, number])[] = [];
  for (const row of rows) {
    const key = textOf(row, 'identity').slice(cluster.length + 1);
    const next = nextOf(row, open.get(key), given.get(key));
    if (next === undefined) continue;
    updates.push([next.exposure, next.facts, numberOf(row, 'id')]);
    const asset = optionalNumberOf(row, 'asset');
    if (asset !== undefined) assets.add(asset);
  }
  await tx.runMany('UPDATE workload SET exposure = ?, facts = ? WHERE id = ?', updates);
  return [...assets];
}

function keyOf({
  namespace,
  kind,
  name,
}: Pick<ExposedWorkload, 'namespace' | 'kind' | 'name'>): string {
  return `${namespace}/${kind}/${name}`;
}

/** A workload with what is known now; undefined where nothing changed. */
function nextOf(
  row: SqlRow,
  exposed: ExposedWorkload | undefined,
  power: WorkloadPower | undefined,
): { readonly exposure: string; readonly facts: string } | undefined {
  const before = textOf(row, 'facts');
  const facts = JSON.stringify({
    ...recordOf(row, 'facts'),
    ...(exposed !== undefined && { exposureReasons: exposed.reasons.slice(0, 20) }),
    ...(power !== undefined && {
      serviceAccountRights: power.rights.slice(0, 20),
      secrets: power.secrets.slice(0, 20),
    }),
  });
  const known = textOf(row, 'exposure');
  const exposure = exposed?.exposure ?? known;
  return facts === before && exposure === known ? undefined : { exposure, facts };
}
