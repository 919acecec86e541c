import type { SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import { inParts, marks, numberOf, storableTime } from '../row.ts';

/** Connections of a workload, counted by their other end. */
export interface ToldFlow {
  readonly workload: number;
  readonly direction: 'in' | 'out';
  readonly peer: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** Ends that are told apart for one workload; further ones are counted together as `*`. */
const maxPeers = 2000;

/** Adds to what is known of the connections of workloads. */
export async function addFlows(tx: SqlWriter, flows: readonly ToldFlow[]): Promise<void> {
  const known = await sizesOf(tx, flows);
  const rows = new Map<string, ToldFlow>();
  for (const flow of flows) {
    const isFull = (known.get(flow.workload) ?? 0) >= maxPeers;
    const kept = isFull ? { ...flow, peer: '*', port: 0 } : flow;
    const key = JSON.stringify([
      kept.workload,
      kept.direction,
      kept.peer,
      kept.port,
      kept.protocol,
    ]);
    const before = rows.get(key);
    rows.set(key, before === undefined ? kept : together(before, kept));
  }
  await tx.runMany(
    `INSERT INTO flow (workload, direction, peer, port, protocol, n, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (workload, direction, peer, port, protocol) DO UPDATE SET n = flow.n + excluded.n,
       first_seen = CASE WHEN excluded.first_seen < flow.first_seen THEN excluded.first_seen ELSE flow.first_seen END,
       last_seen = CASE WHEN excluded.last_seen > flow.last_seen THEN excluded.last_seen ELSE flow.last_seen END`,
    [...rows.values()].map((flow) => [
      flow.workload,
      flow.direction,
      flow.peer,
      flow.port,
      flow.protocol,
      flow.count,
      storableTime(flow.first),
      storableTime(flow.last),
    ]),
  );
}

/** The connections of a workload, latest first. */
export async function flowsOf(
  reader: SqlReader,
  workload: number,
  limit: number,
): Promise<readonly SqlRow[]> {
  return await reader.all(
    'SELECT direction, peer, port, protocol, n, last_seen FROM flow WHERE workload = ? ORDER BY last_seen DESC, peer, port LIMIT ?',
    [workload, limit],
  );
}

async function sizesOf(tx: SqlWriter, flows: readonly ToldFlow[]): Promise<Map<number, number>> {
  const sizes = new Map<number, number>();
  for (const part of inParts([...new Set(flows.map(({ workload }) => workload))]))
    for (const row of await tx.all(
      `SELECT workload, count(*) AS n FROM flow WHERE workload IN (${marks(part)}) GROUP BY workload`,
      part,
    ))
      sizes.set(numberOf(row, 'workload'), numberOf(row, 'n'));
  return sizes;
}

function together(a: ToldFlow, b: ToldFlow): ToldFlow {
  return {
    ...a,
    count: a.count + b.count,
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
  };
}
