import { z } from 'zod';
import { assetQuery, flag, page, pageOf, several } from './query.ts';
import { routesOf } from './route.ts';
import { byId, count, exposure, findingCounts, id, place, time } from './values.ts';

const workload = z.object({
  id,
  name: z.string(),
  kind: z.string(),
  place,
  image: z
    .object({
      id: id.optional(),
      name: z.string(),
      digest: z.string().optional(),
      /** Absent: its findings are not known yet. */
      scanned: time.optional(),
    })
    .optional(),
  replicas: count,
  running: count,
  exposure,
  privileged: z.boolean(),
  /** What the sensor knows: is it watched, since when. */
  watched: z.boolean(),
  profile: z.enum(['none', 'learning', 'active']),
  findings: findingCounts,
  openIncidents: count,
  firstSeen: time,
  lastSeen: time,
  gone: z.boolean(),
});

const workloadDetail = workload.extend({
  containers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      started: time.optional(),
      node: z.string(),
      user: z.string().optional(),
      addresses: z.array(z.string()),
      state: z.enum(['running', 'gone']),
    }),
  ),
  privileges: z.array(z.string()),
  /** How it is reached, in words. */
  exposureReasons: z.array(z.string()),
  loaded: z.object({ loaded: count, notLoaded: count, unknown: count, since: time.optional() }),
  flows: z.array(
    z.object({
      direction: z.enum(['in', 'out']),
      peer: z.string(),
      port: count,
      protocol: z.string(),
      count,
      last: time,
    }),
  ),
  profileName: z.string().optional(),
});

const timelineEntry = z.object({
  time,
  kind: z.enum([
    'seen',
    'deploy',
    'scan',
    'detection',
    'incident',
    'exec',
    'policy',
    'action',
    'gone',
    'finding',
  ]),
  text: z.string(),
  ref: z.string().optional(),
  severity: z.string().optional(),
});

export const workloadRoutes = routesOf({
  listWorkloads: {
    method: 'GET',
    path: '/workloads',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'What runs, or ran',
    query: assetQuery.extend({
      exposure: several(exposure),
      gone: flag.optional(),
      sort: z.enum(['risk', 'name', 'seen']).default('risk'),
    }),
    answer: pageOf(workload),
  },
  readWorkload: {
    method: 'GET',
    path: '/workloads/{id}',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'One workload',
    params: byId,
    answer: workloadDetail,
  },
  readWorkloadTimeline: {
    method: 'GET',
    path: '/workloads/{id}/timeline',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'What happened to a workload, newest first',
    params: byId,
    query: page,
    answer: pageOf(timelineEntry),
  },
});
