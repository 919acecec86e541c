import type { SqlWriter } from '#contract/sql.ts';
import type { NetworkConnection, Ports } from '#model/network.ts';

const mostConnections = 50_000;
const mostPorts = 10;

/**
 * Keeps what the policies of a cluster allow, in place of what was kept of it. Peers are those of a network map: `shop/Deployment/web`;
 * an entry from outside counts as the internet. Answers how many connections were left out.
 */
export async function saveAllowed(
  tx: SqlWriter,
  cluster: string,
  connections: readonly NetworkConnection[],
): Promise<number> {
  const rows = new Map<string, readonly string[]>();
  for (const { source, target, ports, via } of connections) {
    if (target.split('/').length !== 3 || rows.size >= mostConnections) continue;
    const isOutside = via !== undefined || source === 'internet';
    if (!isOutside && source.split('/').length !== 3) continue;
    const from = isOutside ? 'internet' : `${cluster}/${source}`;
    const row = [cluster, from, `${cluster}/${target}`, JSON.stringify(portWords(ports))];
    rows.set(`${from}\n${target}`, row);
  }
  await tx.run('DELETE FROM allowed_connection WHERE cluster = ?', [cluster]);
  await tx.runMany('INSERT INTO allowed_connection VALUES (?, ?, ?, ?)', [...rows.values()]);
  return connections.length - rows.size;
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
