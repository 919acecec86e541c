import { kubeObjectOf } from '#kube/object.ts';
import { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import { Network } from '#network/network.ts';
import { statisticsOf } from '#network/statistics.ts';

/**
 * Connectivity of a large cluster: `node bench/network.ts [workloads] [policies] [namespaces]`. Prints the time from objects in
 * memory to the number of pairs that may talk, and the memory that it took.
 */
const [workloads = 20_000, policies = 15_000, namespaces = 500] = process.argv.slice(2).map(Number);

function cluster(): ClusterView {
  const bodies: Json[] = [];
  for (let at = 0; at < namespaces; at += 1)
    bodies.push({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: `team-${at}`,
        labels: { tenant: `tenant-${at % 50}`, stage: at % 3 ? 'prod' : 'dev' },
      },
    });
  for (let at = 0; at < workloads; at += 1) bodies.push(deployment(at));
  for (let at = 0; at < policies; at += 1) bodies.push(policy(at));
  return new ClusterView(
    bodies.flatMap((body, at) => kubeObjectOf(body, { place: { path: `${at}.yaml` } }) ?? []),
    'cluster',
  );
}

function deployment(at: number): Json {
  const labels = {
    app: `app-${at}`,
    tier: ['web', 'api', 'db', 'job'][at % 4] ?? '',
    team: `t${at % 97}`,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `app-${at}`, namespace: `team-${at % namespaces}` },
    spec: {
      template: {
        metadata: { labels },
        spec: {
          containers: [
            { name: 'main', image: 'x', ports: [{ name: 'http', containerPort: 8080 + (at % 3) }] },
          ],
        },
      },
    },
  };
}

/** Of every ten: a default deny, DNS for all, five for one workload each, one for other namespaces, one for addresses, one by tier. */
function policy(at: number): Json {
  const namespace = `team-${at % namespaces}`;
  const turn = Math.floor(at / namespaces) % 10;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${at}`, namespace },
    spec: specOf(turn, at),
  };
}

function specOf(turn: number, at: number): Json {
  const app = `app-${(at * 7) % workloads}`;
  if (turn === 0) return { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
  if (turn === 1)
    return {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ namespaceSelector: {} }], ports: [{ protocol: 'UDP', port: 53 }] }],
    };
  if (turn === 2)
    return {
      podSelector: { matchLabels: { tier: 'web' } },
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { tenant: `tenant-${at % 50}` } } }],
          ports: [{ port: 'http' }],
        },
      ],
    };
  if (turn === 3)
    return {
      podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] },
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [`10.${at % 250}.0.0/16`] } }],
          ports: [{ port: 443 }],
        },
      ],
    };
  if (turn === 4)
    return {
      podSelector: { matchLabels: { tier: 'db' } },
      ingress: [
        { from: [{ podSelector: { matchLabels: { tier: 'api' } } }], ports: [{ port: 5432 }] },
      ],
    };
  return {
    podSelector: { matchLabels: { app: `app-${(at % namespaces) + namespaces * turn}` } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { tier: 'web' } } }],
        ports: [{ port: 8080, endPort: 8090 }],
      },
      {
        from: [
          {
            namespaceSelector: { matchLabels: { stage: 'prod' } },
            podSelector: { matchLabels: { app } },
          },
        ],
      },
    ],
    egress: [
      {
        to: [{ namespaceSelector: {}, podSelector: { matchLabels: { tier: 'api' } } }],
        ports: [{ port: 'http' }],
      },
    ],
  };
}

const view = cluster();
globalThis.gc?.();
const before = process.memoryUsage().rss;
const start = performance.now();
const network = new Network(view);
const built = performance.now();
const statistics = statisticsOf(network);
const done = performance.now();
console.log({
  ...statistics,
  buildMs: Math.round(built - start),
  pairsMs: Math.round(done - built),
  totalMs: Math.round(done - start),
  grownMb: Math.round((process.memoryUsage().rss - before) / 2 ** 20),
  rssMb: Math.round(process.memoryUsage().rss / 2 ** 20),
});
