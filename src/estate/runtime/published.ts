import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import { inParts, marks, numberOf, storable, textOf } from '../row.ts';

/** Ports of a container that its engine publishes on the machine. */
export interface ToldExposure {
  readonly container: string;
  readonly published: readonly {
    readonly address: string;
    readonly port: number;
    readonly target: number;
    readonly protocol: string;
  }[];
  readonly networks: readonly string[];
}

export type Exposure = 'internet' | 'cluster' | 'isolated' | 'unknown';

/** Keeps how containers can be reached, and what that makes of their workloads. Those of clusters are judged by their objects instead. */
export async function saveExposure(
  tx: SqlWriter,
  told: readonly ToldExposure[],
  workloads: ReadonlyMap<string, number>,
): Promise<void> {
  for (const part of inParts(told))
    await tx.run(
      `DELETE FROM published WHERE container IN (${marks(part.map(String))})`,
      part.map(({ container }) => container),
    );
  await tx.runMany(
    'INSERT INTO published (container, address, port, target, protocol) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    told.flatMap(({ container, published }) =>
      published.map(({ address, port, target, protocol }) => [
        container,
        storable(address, 100),
        port,
        target,
        protocol,
      ]),
    ),
  );
  for (const one of told) {
    const workload = workloads.get(one.container);
    if (workload !== undefined) await judge(tx, workload, exposureOf(one));
  }
}

async function judge(tx: SqlWriter, workload: number, exposure: Exposure): Promise<void> {
  await tx.run(
    "UPDATE workload SET exposure = ? WHERE id = ? AND kind IN ('Container', 'Service') AND exposure <> ?",
    [exposure, workload, exposure],
  );
}

/**
 * What published ports say, carefully: reachable from other machines is called internet, for no engine knows what stands before it;
 * a network shared with others is called cluster.
 */
export function exposureOf({ published, networks }: Omit<ToldExposure, 'container'>): Exposure {
  if (published.some(({ address }) => !isLoopback(address))) return 'internet';
  if (networks.includes('host')) return 'internet';
  if (published.length > 0) return 'cluster';
  if (networks.length === 0) return 'unknown';
  return networks.every((name) => name === 'none') ? 'isolated' : 'cluster';
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'localhost';
}

/** How containers can be reached, in words. */
export async function exposureReasons(
  reader: SqlReader,
  containers: readonly string[],
): Promise<readonly string[]> {
  const reasons: string[] = [];
  for (const part of inParts(containers))
    for (const row of await reader.all(
      `SELECT DISTINCT address, port, target, protocol FROM published WHERE container IN (${marks(part)}) ORDER BY port, address LIMIT 100`,
      part,
    )) {
      const address = textOf(row, 'address');
      const who = isLoopback(address) ? 'this machine only' : 'other machines';
      reasons.push(
        `port ${numberOf(row, 'target')}/${textOf(row, 'protocol')} is published at ${address}:${numberOf(row, 'port')}: reachable from ${who}`,
      );
    }
  return reasons;
}
