import { z } from 'zod';
import { count, id, labelled, page, pageOf, time } from './common.ts';
import { routesOf } from './route.ts';

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

const control = z.object({
  id: z.string(),
  title: z.string(),
  result: z.enum(['pass', 'fail', 'partial', 'manual', 'unknown']),
  failing: count,
  checked: count,
  evidence: z.array(labelled),
  findings: z.array(z.object({ id, title: z.string(), asset: z.string() })).max(20),
  automated: z.boolean(),
});
const framework = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  passed: count,
  failed: count,
  /** Well as far as it was seen: not all was looked at, or a part is accepted by exceptions. */
  partial: count,
  manual: count,
  unknown: count,
  percent: z.number(),
  /** Both are percentages, 0 to 100. */
  coverage: z.number(),
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
  listFrameworks: {
    method: 'GET',
    path: '/compliance',
    tag: 'compliance',
    permission: 'finding.read',
    summary: 'Frameworks with their share of passed controls, and how much of each is seen',
    answer: z.object({ items: z.array(framework) }),
  },
  readFramework: {
    method: 'GET',
    path: '/compliance/{id}',
    tag: 'compliance',
    permission: 'finding.read',
    summary: 'Controls of a framework with evidence',
    params: z.object({ id: z.string().min(1).max(100) }),
    answer: framework.extend({ controls: z.array(control) }),
  },
  live: {
    method: 'GET',
    path: '/live',
    tag: 'overview',
    permission: 'self',
    summary: 'What changes, as server-sent events; goes on behind `Last-Event-ID`',
    query: z.object({ kind: z.string().max(500).optional(), after: z.string().max(40).optional() }),
    answer: 'events',
  },
  listChanges: {
    method: 'GET',
    path: '/changes',
    tag: 'overview',
    permission: 'finding.read',
    summary: 'What changed, for those who poll; oldest first behind `after`',
    query: page.extend({ after: z.string().max(40).optional() }),
    answer: pageOf(
      z.object({
        seq: z.string(),
        time,
        kind: z.string(),
        subject: z.string(),
        text: z.string(),
        severity: z.string().optional(),
      }),
    ),
  },
});
