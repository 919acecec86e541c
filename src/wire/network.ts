import { z } from 'zod';
import { page, pageOf } from './query.ts';
import { routesOf } from './route.ts';
import { byId, count, exposure, id, labelled, place, tier, time } from './values.ts';

/** A box of the map: workloads, or what they are gathered into. `id` of a group can be given as `expand`. */
const node = z.object({
  id: z.string(),
  kind: z.enum(['internet', 'cluster', 'namespace', 'application', 'workload', 'host', 'address']),
  label: z.string(),
  workload: id.optional(),
  members: count,
  exposure,
  incidents: count,
  P0: count,
  P1: count,
  x: z.number(),
  y: z.number(),
});

const edge = z.object({
  from: z.string(),
  to: z.string(),
  ports: z.array(z.string()).max(10),
  count,
  /** `observed` was seen by the sensor, `allowed` is what policies let through, both where both. */
  basis: z.enum(['observed', 'allowed', 'both']),
  last: time.optional(),
});

const step = z.object({
  label: z.string(),
  kind: z.string(),
  ref: z.string().optional(),
  evidence: z.array(labelled),
});

const path = z.object({
  id,
  title: z.string(),
  tier,
  score: z.number(),
  place,
  workload: id.optional(),
  steps: z.array(step),
  /** The cheapest thing that breaks the path. */
  cut: z.object({ step: count, title: z.string(), command: z.string().optional() }),
});

const mapQuery = z.object({
  cluster: z.string().max(200).optional(),
  namespace: z.string().max(200).optional(),
  expand: z.string().max(2000).optional(),
  hours: z.coerce.number().int().min(1).max(744).default(24),
});

export const networkRoutes = routesOf({
  readMap: {
    method: 'GET',
    path: '/network/map',
    tag: 'network',
    permission: 'asset.read',
    summary: 'Who talks and may talk to whom, at most 300 elements',
    query: mapQuery,
    answer: z.object({
      nodes: z.array(node).max(300),
      edges: z.array(edge).max(1500),
      layout: z.string(),
      hidden: count,
    }),
  },
  listFlows: {
    method: 'GET',
    path: '/network/flows',
    tag: 'network',
    permission: 'asset.read',
    summary: 'Connections that were seen',
    query: page.extend({
      workload: id.optional(),
      namespace: z.string().max(200).optional(),
      q: z.string().max(200).optional(),
    }),
    answer: pageOf(
      z.object({
        id,
        from: z.string(),
        to: z.string(),
        fromWorkload: id.optional(),
        toWorkload: id.optional(),
        port: count,
        protocol: z.string(),
        count,
        first: time,
        last: time,
      }),
    ),
  },
  listAttackPaths: {
    method: 'GET',
    path: '/attack-paths',
    tag: 'network',
    permission: 'finding.read',
    summary: 'Ways from outside to a node or to secrets',
    query: page,
    answer: pageOf(path),
  },
  readAttackPath: {
    method: 'GET',
    path: '/attack-paths/{id}',
    tag: 'network',
    permission: 'finding.read',
    summary: 'One attack path',
    params: byId,
    answer: path,
  },
});
