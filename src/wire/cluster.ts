import { z } from 'zod';
import { routesOf } from './route.ts';
import { count, findingCounts, id, time } from './values.ts';

const cluster = z.object({
  id,
  name: z.string(),
  server: z.string(),
  version: z.string().optional(),
  state: z.enum(['watched', 'unreachable', 'waiting']),
  reason: z.string().optional(),
  nodes: count,
  namespaces: count,
  workloads: count,
  findings: findingCounts,
  scanned: time.optional(),
});

export const clusterRoutes = routesOf({
  listClusters: {
    method: 'GET',
    path: '/clusters',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Kubernetes clusters',
    answer: z.object({ items: z.array(cluster) }),
  },
});
