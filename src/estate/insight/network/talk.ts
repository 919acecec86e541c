import ipaddr from 'ipaddr.js';
import type { Reach } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { placedWithin } from '../../reach.ts';
import { listOf, numberOf, optionalNumberOf, recordOf, textOf } from '../../row.ts';
import { among, statement } from '../../statement.ts';

/** A workload as the map and the paths see it. */
export interface TalkingWorkload {
  readonly id: number;
  readonly identity: string;
  readonly name: string;
  readonly kind: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly exposure: string;
  readonly privileged: boolean;
  readonly incidents: number;
  readonly asset: number | undefined;
  readonly p0: number;
  readonly p1: number;
}

/** Who talks to whom: ends are ids of workloads, or `internet` and `address` for what is none. */
export interface Talk {
  readonly from: number | 'internet' | 'address';
  readonly to: number | 'internet' | 'address';
  /** `tcp/443`; several for what policies allow. */
  readonly ports: readonly string[];
  readonly count: number;
  readonly last: number | undefined;
  readonly basis: 'observed' | 'allowed';
}

export interface WorkloadWish {
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
}

/** No estate that is shown at once is larger. */
const mostWorkloads = 20_000;
const mostTalks = 60_000;

/** Workloads that run within reach, in a fixed order. */
export async function readWorkloads(
  reader: SqlReader,
  reach: Reach,
  { cluster, namespace }: WorkloadWish = {},
): Promise<readonly TalkingWorkload[]> {
  const rows = await reader.all(
    ...statement`SELECT w.id AS id, w.identity AS identity, w.name AS name, w.kind AS kind, w.cluster AS cluster, w.namespace AS namespace, w.exposure AS exposure,
      w.privileged AS privileged, w.open_incidents AS incidents, w.asset AS asset, coalesce(a.p0, 0) AS p0, coalesce(a.p1, 0) AS p1
      FROM workload w LEFT JOIN asset a ON a.id = w.asset WHERE w.gone_at IS NULL AND ${placedWithin(reach, 'w')}
      AND (${cluster ?? ''} = '' OR w.cluster = ${cluster ?? ''}) AND (${namespace ?? ''} = '' OR w.namespace = ${namespace ?? ''})
      ORDER BY w.id LIMIT ${mostWorkloads}`,
  );
  return rows.map((row) => ({
    id: numberOf(row, 'id'),
    identity: textOf(row, 'identity'),
    name: textOf(row, 'name'),
    kind: textOf(row, 'kind'),
    cluster: textOf(row, 'cluster'),
    namespace: textOf(row, 'namespace'),
    exposure: textOf(row, 'exposure'),
    privileged: numberOf(row, 'privileged') === 1,
    incidents: numberOf(row, 'incidents'),
    asset: optionalNumberOf(row, 'asset'),
    p0: numberOf(row, 'p0'),
    p1: numberOf(row, 'p1'),
  }));
}

/** Connections of these workloads: what was seen since `since`, and what policies allow. The other end is named only where it is one of them. */
export async function readTalks(
  reader: SqlReader,
  reach: Reach,
  workloads: readonly TalkingWorkload[],
  since: number,
): Promise<readonly Talk[]> {
  const known = new Set(workloads.map(({ id }) => id));
  const addresses = await readAddresses(reader, reach, known);
  const rows = await reader.all(
    ...statement`SELECT f.workload AS workload, f.direction AS direction, f.peer AS peer, f.port AS port, f.protocol AS protocol, f.n AS n, f.last_seen AS last_seen
      FROM flow f JOIN workload w ON w.id = f.workload WHERE f.last_seen >= ${since} AND w.gone_at IS NULL AND ${placedWithin(reach, 'w')}
      ORDER BY f.n DESC, f.workload, f.peer, f.port LIMIT ${mostTalks}`,
  );
  const merged = new Map<string, Talk>();
  for (const row of rows) {
    if (!known.has(numberOf(row, 'workload'))) continue;
    const talk = toTalk(row, addresses);
    const key = `${talk.from} ${talk.to} ${talk.ports.join()}`;
    merged.set(key, together(merged.get(key), talk));
  }
  return [...merged.values(), ...(await readAllowed(reader, workloads))];
}

/** What an address is: one of the public internet, or some other that is no workload of these. */
function outsideOf(peer: string): 'internet' | 'address' {
  const text = peer.startsWith('[') ? peer.slice(1, peer.indexOf(']')) : peer;
  if (!ipaddr.isValid(text)) return 'address';
  return ipaddr.process(text).range() === 'unicast' ? 'internet' : 'address';
}

/** Addresses of containers that run. An address that several workloads have (the node's own) says nothing. */
async function readAddresses(
  reader: SqlReader,
  reach: Reach,
  known: ReadonlySet<number>,
): Promise<ReadonlyMap<string, number>> {
  const rows = await reader.all(
    ...statement`SELECT c.workload AS workload, c.facts AS facts FROM container c JOIN workload w ON w.id = c.workload
      WHERE c.gone_at IS NULL AND ${placedWithin(reach, 'w')} ORDER BY c.id LIMIT 100000`,
  );
  const owners = new Map<string, number>();
  for (const row of rows) {
    const workload = numberOf(row, 'workload');
    for (const address of addressesOf(row)) {
      const before = owners.get(address);
      owners.set(address, before === undefined || before === workload ? workload : 0);
    }
  }
  return new Map([...owners].filter(([, workload]) => known.has(workload)));
}

function addressesOf(row: SqlRow): readonly string[] {
  const { addresses } = recordOf(row, 'facts');
  return Array.isArray(addresses)
    ? addresses.filter((one: unknown): one is string => typeof one === 'string').slice(0, 20)
    : [];
}

function toTalk(row: SqlRow, addresses: ReadonlyMap<string, number>): Talk {
  const own = numberOf(row, 'workload');
  const peer = textOf(row, 'peer');
  const other = addresses.get(peer) ?? outsideOf(peer);
  const isOut = textOf(row, 'direction') === 'out';
  return {
    from: isOut ? own : other,
    to: isOut ? other : own,
    ports: [`${textOf(row, 'protocol')}/${numberOf(row, 'port')}`],
    count: numberOf(row, 'n'),
    last: numberOf(row, 'last_seen'),
    basis: 'observed',
  };
}

/** Both ends may tell of the same connection: what is more counts, not the sum. */
function together(a: Talk | undefined, b: Talk): Talk {
  if (a === undefined) return b;
  const isBetween = typeof a.from === 'number' && typeof a.to === 'number';
  return {
    ...a,
    count: isBetween ? Math.max(a.count, b.count) : a.count + b.count,
    last: Math.max(a.last ?? 0, b.last ?? 0),
  };
}

async function readAllowed(
  reader: SqlReader,
  workloads: readonly TalkingWorkload[],
): Promise<readonly Talk[]> {
  const byIdentity = new Map(workloads.map(({ identity, id }) => [identity, id]));
  const clusters = [...new Set(workloads.map(({ cluster }) => cluster))].slice(0, 400);
  if (clusters.length === 0) return [];
  const rows = await reader.all(
    ...statement`SELECT source, target, ports FROM allowed_connection WHERE cluster IN (${among(clusters)}) ORDER BY cluster, source, target LIMIT ${mostTalks}`,
  );
  return rows.flatMap((row) => {
    const source = textOf(row, 'source');
    const from = source === 'internet' ? ('internet' as const) : byIdentity.get(source);
    const to = byIdentity.get(textOf(row, 'target'));
    if (from === undefined || to === undefined) return [];
    return [
      {
        from,
        to,
        ports: listOf(row, 'ports'),
        count: 0,
        last: undefined,
        basis: 'allowed' as const,
      },
    ];
  });
}
