import { z } from 'zod';
import { page, pageOf } from './query.ts';
import { routesOf } from './route.ts';
import { count, id, time } from './values.ts';

const profile = z.object({
  name: z.string(),
  image: z.string(),
  workload: z.string(),
  state: z.enum(['learning', 'active']),
  version: count,
  updated: time,
  behaviours: count,
  dimensions: z.array(z.object({ name: z.string(), state: z.string(), known: count })),
});

export const profileRoutes = routesOf({
  listProfiles: {
    method: 'GET',
    path: '/profiles',
    tag: 'runtime',
    permission: 'runtime.read',
    summary: 'What is normal for each workload',
    query: page.extend({ workload: id.optional() }),
    answer: pageOf(profile),
  },
});
