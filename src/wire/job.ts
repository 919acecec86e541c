import { z } from 'zod';
import { page, pageOf, several } from './query.ts';
import { routesOf } from './route.ts';
import { byId, count, id, time } from './values.ts';

const jobState = z.enum(['waiting', 'running', 'done', 'failed']);

const job = z.object({
  id,
  kind: z.string(),
  subject: z.string(),
  state: jobState,
  attempts: count,
  created: time,
  started: time.optional(),
  finished: time.optional(),
  error: z.string().optional(),
});

export const jobRoutes = routesOf({
  listJobs: {
    method: 'GET',
    path: '/jobs',
    tag: 'system',
    permission: 'asset.read',
    summary: 'Work that waits, runs or failed',
    query: page.extend({ state: several(jobState) }),
    answer: pageOf(job),
  },
  readJob: {
    method: 'GET',
    path: '/jobs/{id}',
    tag: 'system',
    permission: 'asset.read',
    summary: 'One piece of work',
    params: byId,
    answer: job,
  },
});
