import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import type { ExposureLevel, NetworkConnection } from '#model/network.ts';
import type { WorkloadPower } from '../../kube/facts.ts';
import type { ExposedWorkload } from './cluster-rows.ts';

const workload = z.object({
  workload: z.object({ namespace: z.string(), name: z.string(), workloadKind: z.string() }),
  level: z.string(),
  isIngressProtected: z.boolean(),
  entries: z.array(z.unknown()),
});
const range = z.object({ protocol: z.enum(['TCP', 'UDP', 'SCTP']), first: z.int(), last: z.int() });
const connection = z.object({
  source: z.string(),
  target: z.string(),
  ports: z.object({ all: z.boolean(), ranges: z.array(range) }),
  via: z.array(z.unknown()).optional(),
});
const power = z.object({
  namespace: z.string(),
  kind: z.string(),
  name: z.string(),
  rights: z.array(z.string()),
  secrets: z.array(z.string()),
});
const report = z.object({
  exposure: z.array(workload).max(200_000),
  connections: z.array(connection).max(200_000),
  powers: z.array(power).max(200_000),
});

/** What one reading of a cluster says of the workloads in it. */
export interface WorkloadFacts {
  readonly exposed: readonly ExposedWorkload[];
  readonly connections: readonly NetworkConnection[];
  readonly powers: readonly WorkloadPower[];
}

/** Reads what `caisson kube network facts` wrote. Throws `input.malformed`. */
export function readFacts(value: unknown): WorkloadFacts {
  const parsed = report.safeParse(value);
  if (!parsed.success)
    throw new CaissonError('input.malformed', 'these are no facts of a cluster', {
      cause: parsed.error,
    });
  const { exposure, connections, powers } = parsed.data;
  return {
    exposed: exposure.map(toExposed),
    connections: connections.map(({ via, ...one }) => ({ ...one, ...(via && { via: [] }) })),
    powers,
  };
}

function toExposed({
  workload: one,
  level,
  isIngressProtected,
  entries,
}: z.infer<typeof workload>): ExposedWorkload {
  return {
    namespace: one.namespace,
    kind: one.workloadKind,
    name: one.name,
    exposure: exposureOf(level),
    reasons: [
      words[level as ExposureLevel] ?? level,
      ...(entries.length > 0 ? [`${entries.length} entries from outside lead to it`] : []),
      isIngressProtected ? 'network policies select it' : 'no network policy selects it',
    ],
  };
}

const words: Readonly<Record<ExposureLevel, string>> = {
  internet: 'the internet reaches it through an entry that is open',
  addresses: 'policies let public addresses in, but no entry leads to it',
  cluster: 'everything in the cluster reaches it',
  namespaces: 'several namespaces reach it',
  namespace: 'its own namespace reaches it',
  selected: 'only selected pods reach it',
  none: 'nothing may reach it',
};

function exposureOf(level: string): ExposedWorkload['exposure'] {
  if (level === 'internet') return 'internet';
  return level === 'none' ? 'isolated' : 'cluster';
}
