import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import type { ExposureLevel } from '#model/network.ts';
import type { ExposedWorkload } from './cluster-rows.ts';

const workload = z.object({
  workload: z.object({ namespace: z.string(), name: z.string(), workloadKind: z.string() }),
  level: z.string(),
  isIngressProtected: z.boolean(),
  entries: z.array(z.unknown()),
});
const report = z.object({ workloads: z.array(workload).max(200_000) });

/** Reads what `caisson kube network exposure --format json` wrote. Throws `input.malformed`. */
export function readExposure(value: unknown): readonly ExposedWorkload[] {
  const parsed = report.safeParse(value);
  if (!parsed.success)
    throw new CaissonError('input.malformed', 'this is no report of exposures', {
      cause: parsed.error,
    });
  return parsed.data.workloads.map(({ workload: one, level, isIngressProtected, entries }) => ({
    namespace: one.namespace,
    kind: one.workloadKind,
    name: one.name,
    exposure: exposureOf(level),
    reasons: [
      words[level as ExposureLevel] ?? level,
      ...(entries.length > 0 ? [`${entries.length} entries from outside lead to it`] : []),
      isIngressProtected ? 'network policies select it' : 'no network policy selects it',
    ],
  }));
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
