import type { SqlWriter } from '#contract/sql.ts';
import type { Profile } from '#model/profile.ts';
import { storable, textOf } from '../row.ts';
import { identityOfKey } from './met-workload.ts';

/** Keeps the newest of each profile that a node learnt, in short, and says it of its workload. */
export async function saveProfiles(
  tx: SqlWriter,
  told: readonly { readonly name: string; readonly profile: Profile }[],
  { node, cluster }: { readonly node: string; readonly cluster: string },
): Promise<void> {
  for (const { name, profile } of told) {
    const row = await tx.first(
      `SELECT w.id, w.namespace, w.repository FROM workload w WHERE w.identity = ?`,
      [identityOfKey(profile.key, cluster || node)],
    );
    const state = stateOf(profile);
    await tx.run(
      `INSERT INTO behaviour_profile (name, node, image, workload_key, workload, state, version, updated, behaviours, dimensions, cluster, namespace, repository)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (name, node) DO UPDATE SET image = excluded.image, workload = excluded.workload, state = excluded.state, version = excluded.version,
         updated = excluded.updated, behaviours = excluded.behaviours, dimensions = excluded.dimensions, namespace = excluded.namespace, repository = excluded.repository`,
      [
        storable(name, 300),
        node,
        storable(profile.key.image, 300),
        storable(`${profile.key.workload} ${profile.key.container}`.trim(), 300),
        Number(row?.['id'] ?? 0),
        state,
        profile.version,
        Math.round(profile.updated),
        Object.values(profile.dimensions).reduce(
          (all, { behaviours }) => all + behaviours.length,
          0,
        ),
        JSON.stringify(dimensionsOf(profile)),
        cluster || node,
        row === undefined ? '' : textOf(row, 'namespace'),
        row === undefined ? '' : textOf(row, 'repository'),
      ],
    );
    if (row !== undefined)
      await tx.run('UPDATE workload SET profile = ? WHERE id = ?', [state, Number(row['id'])]);
  }
}

/** It speaks as soon as one dimension does. */
function stateOf({ dimensions }: Profile): 'learning' | 'active' {
  const speaks = Object.values(dimensions).some(
    ({ state }) => state !== 'learning' && state !== 'off',
  );
  return speaks ? 'active' : 'learning';
}

function dimensionsOf({ dimensions }: Profile) {
  return Object.entries(dimensions).map(([name, { state, behaviours }]) => ({
    name,
    state,
    known: behaviours.length,
  }));
}
