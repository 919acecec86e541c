import type { SqlWriter } from '#contract/sql.ts';
import type { NetworkConnection, Ports } from '#model/network.ts';

const mostConnections = 50_000;
const mostPorts = 10;

/** Who may talk to whom, by identities of workloads; several connections of a policy can be one of them. */
interface Allowed {
  readonly source: string;
  readonly target: string;
  readonly ports: Set<string>;
}

/**
 * Keeps what the policies of a cluster allow, in place of what was kept of it. Peers are those of a network map: `shop/Deployment/web`;
 * an entry from outside counts as the internet. Answers how many connections were left out.
 */
export async function saveAllowed(
  tx: SqlWriter,
  cluster: string,
  connections: readonly NetworkConnection[],
): Promise<number> {
  const kept = new Map<string, Allowed>();
  let left = 0;
  for (const connection of connections) {
    const ends = endsOf(connection, cluster);
    const key = JSON.stringify(ends);
    const known = kept.get(key);
    if (ends === undefined || (known === undefined && kept.size >= mostConnections)) {
      left += 1;
      continue;
    }
    const allowed = known ?? { ...ends, ports: new Set() };
    for (const port of portWords(connection.ports)) allowed.ports.add(port);
    kept.set(key, allowed);
  }
  await tx.run('DELETE FROM allowed_connection WHERE cluster = ?', [cluster]);
  await tx.runMany(
    'INSERT INTO allowed_connection VALUES (?, ?, ?, ?)',
    [...kept.values()].map(({ source, target, ports }) => [
      cluster,
      source,
      target,
      JSON.stringify([...ports].slice(0, mostPorts)),
    ]),
  );
  return left;
}

function endsOf(
  { source, target, via }: NetworkConnection,
  cluster: string,
): Pick<Allowed, 'source' | 'target'> | undefined {
  const to = workloadOf(target, cluster);
  const isOutside = via !== undefined || source === 'internet';
  const from = isOutside ? 'internet' : workloadOf(source, cluster);
  return from === undefined || to === undefined ? undefined : { source: from, target: to };
}

/** The identity of the workload that a peer is, or some of its pods (`shop/Deployment/web#2`). */
function workloadOf(peer: string, cluster: string): string | undefined {
  return peer.split('/').length === 3 ? `${cluster}/${peer.replace(/#\d+$/u, '')}` : undefined;
}

function portWords({ all, ranges }: Ports): readonly string[] {
  if (all) return ['all'];
  return ranges
    .slice(0, mostPorts)
    .map(
      ({ protocol, first, last }) =>
        `${protocol.toLowerCase()}/${first === last ? first : `${first}-${last}`}`,
    );
}
