import type { Change } from '#contract/platform.ts';
import type { SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import { addPlaces } from '../asset/record.ts';
import { numberOf, storable, textOf } from '../row.ts';

/** What a node says of itself. */
export interface ToldNode {
  readonly name: string;
  readonly cluster?: string | undefined;
  readonly os?: string | undefined;
  readonly kernel?: string | undefined;
  readonly sensor: 'watching' | 'degraded' | 'absent';
  readonly reason?: string | undefined;
  readonly lost: number;
  readonly containers: number;
  readonly abilities?: readonly unknown[] | undefined;
}

/** The cluster that a node said it belongs to; empty where it is not known. */
export async function clusterOfNode(reader: SqlReader, name: string): Promise<string> {
  const row = await reader.first('SELECT cluster FROM node WHERE name = ?', [name]);
  return row === undefined ? '' : textOf(row, 'cluster');
}

/** Takes in how a node stands. A sensor that stopped or lost events ends the time that is covered. */
export async function saveNode(
  tx: SqlWriter,
  told: ToldNode,
  time: number,
): Promise<readonly Change[]> {
  const name = storable(told.name, 200);
  const known = await tx.first(
    'SELECT sensor, lost, covered_since, asset FROM node WHERE name = ?',
    [name],
  );
  const cluster = storable(told.cluster, 200);
  const os = storable(told.os, 200);
  const asset = await enterHost(tx, { name, cluster, os }, time);
  const wasWatching = known !== undefined && textOf(known, 'sensor') === 'watching';
  const lostMore = known !== undefined && told.lost > numberOf(known, 'lost');
  const covered = coveredSince(told, known, { isWhole: wasWatching && !lostMore, time });
  await tx.run(
    `INSERT INTO node (name, asset, cluster, os, kernel, sensor, reason, lost, containers, abilities, first_seen, last_seen, covered_since)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET asset = excluded.asset, cluster = CASE WHEN excluded.cluster = '' THEN node.cluster ELSE excluded.cluster END,
       os = CASE WHEN excluded.os = '' THEN node.os ELSE excluded.os END, kernel = CASE WHEN excluded.kernel = '' THEN node.kernel ELSE excluded.kernel END,
       sensor = excluded.sensor, reason = excluded.reason, lost = excluded.lost, containers = excluded.containers,
       abilities = CASE WHEN excluded.abilities = '[]' THEN node.abilities ELSE excluded.abilities END, last_seen = excluded.last_seen,
       covered_since = excluded.covered_since`,
    [
      name,
      asset,
      cluster,
      os,
      storable(told.kernel, 200),
      told.sensor,
      storable(told.reason),
      Math.max(0, told.lost),
      Math.max(0, told.containers),
      storable(JSON.stringify(told.abilities ?? []), 65_536),
      time,
      time,
      covered,
    ],
  );
  if (lostMore)
    await tx.run(
      'UPDATE coverage SET whole = 0, since = ? WHERE container IN (SELECT id FROM container WHERE node = ?)',
      [time, name],
    );
  return gapOf(told, { wasWatching, lostMore, isNew: known === undefined });
}

/** Since when nothing was missed; 0 while nobody watches. */
function coveredSince(
  { sensor }: ToldNode,
  known: SqlRow | undefined,
  { isWhole, time }: { readonly isWhole: boolean; readonly time: number },
): number {
  if (sensor !== 'watching') return 0;
  return isWhole && known !== undefined ? numberOf(known, 'covered_since') || time : time;
}

/** Makes the asset that stands for a machine, or says of it that it is there. What it runs is known best to its scan. */
export async function enterHost(
  tx: SqlWriter,
  { name, cluster, os }: { readonly name: string; readonly cluster: string; readonly os: string },
  time: number,
): Promise<number> {
  const row = await tx.first(
    `INSERT INTO asset (kind, identity, name, cluster, os, first_seen, last_seen) VALUES ('host', ?, ?, ?, ?, ?, ?)
     ON CONFLICT (identity) DO UPDATE SET last_seen = excluded.last_seen, gone_at = NULL,
       cluster = CASE WHEN excluded.cluster = '' THEN asset.cluster ELSE excluded.cluster END,
       os = CASE WHEN asset.os = '' THEN excluded.os ELSE asset.os END RETURNING id`,
    [`host:${name}`, name, cluster, os, time, time],
  );
  const asset = numberOf(row, 'id');
  await addPlaces(tx, asset, [{ cluster: cluster || name }]);
  return asset;
}

function gapOf(
  { name, sensor, reason }: ToldNode,
  was: { readonly wasWatching: boolean; readonly lostMore: boolean; readonly isNew: boolean },
): readonly Change[] {
  const place = { cluster: name };
  if (sensor !== 'watching' && (was.wasWatching || was.isNew))
    return [
      {
        kind: 'gap',
        subject: name,
        place,
        text: `${storable(name, 200)} is not watched: ${storable(reason, 500) || sensor}`,
      },
    ];
  if (was.lostMore)
    return [
      { kind: 'gap', subject: name, place, text: `events were lost on ${storable(name, 200)}` },
    ];
  return [];
}
