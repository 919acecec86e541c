import { z } from 'zod';
import { assetQuery, pageOf } from './query.ts';
import { routesOf } from './route.ts';
import { byId, count, findingCounts, gap, id, labelled, time } from './values.ts';

const host = z.object({
  id,
  name: z.string(),
  os: z.string().optional(),
  kernel: z.string().optional(),
  cluster: z.string().optional(),
  sensor: z.enum(['watching', 'degraded', 'absent', 'unknown']),
  sensorReason: z.string().optional(),
  lastSeen: time,
  scanned: time.optional(),
  containers: count,
  lost: count,
  findings: findingCounts,
});

export const hostRoutes = routesOf({
  listHosts: {
    method: 'GET',
    path: '/hosts',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Hosts',
    query: assetQuery,
    answer: pageOf(host),
  },
  readHost: {
    method: 'GET',
    path: '/hosts/{id}',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'One host',
    params: byId,
    answer: host.extend({
      abilities: z.array(z.object({ id: z.string(), state: z.string(), text: z.string() })),
      gapList: z.array(gap),
      facts: z.array(labelled),
    }),
  },
});
