import { z } from 'zod';
import { routesOf } from './route.ts';
import { count, time } from './values.ts';

const figure = z.object({ value: z.number(), weekAgo: z.number().optional() });

const age = z.object({
  name: z.string(),
  at: time.optional(),
  text: z.string(),
  state: z.enum(['good', 'old', 'missing']),
});

/** Something that is not seen, or not working. */
const blind = z.object({
  kind: z.string(),
  title: z.string(),
  count,
  reason: z.string(),
  remedy: z.string(),
  ref: z.string().optional(),
});

const hit = z.object({
  kind: z.enum([
    'image',
    'workload',
    'finding',
    'vulnerability',
    'incident',
    'host',
    'component',
    'page',
  ]),
  id: z.string(),
  title: z.string(),
  detail: z.string().optional(),
});

export const overviewRoutes = routesOf({
  readOverview: {
    method: 'GET',
    path: '/overview',
    tag: 'overview',
    permission: 'finding.read',
    summary: 'What should I do first: the figures of the first page',
    answer: z.object({
      urgent: figure,
      breached: figure,
      incidents: figure,
      blind: figure,
      coverage: figure,
      byTier: z.record(z.string(), count),
      trend: z.array(z.object({ day: time, open: count, urgent: count, fixed: count })),
      changes: z
        .array(
          z.object({
            time,
            kind: z.string(),
            text: z.string(),
            ref: z.string().optional(),
            /** Of a change of an asset: what it is, as `image` or `host`. */
            asset: z.string().optional(),
          }),
        )
        .max(30),
      assets: z.object({
        images: count,
        scanned: count,
        workloads: count,
        hosts: count,
        clusters: count,
        loadedKnown: count,
      }),
    }),
  },
  readCoverage: {
    method: 'GET',
    path: '/coverage',
    tag: 'overview',
    permission: 'asset.read',
    summary: 'What is not seen, and how old the data is',
    answer: z.object({
      blind: z.array(blind),
      ages: z.array(age),
      storage: z.array(z.object({ name: z.string(), bytes: count, limit: count.optional() })),
      queues: z.array(
        z.object({ name: z.string(), waiting: count, oldest: time.optional(), failed: count }),
      ),
      lost: count,
    }),
  },
  search: {
    method: 'GET',
    path: '/search',
    tag: 'overview',
    permission: 'asset.read',
    summary: 'Finds anything by name',
    query: z.object({ q: z.string().min(2).max(200) }),
    answer: z.object({ items: z.array(hit).max(50) }),
  },
});
