import { z } from 'zod';
import { page, pageOf, several } from './query.ts';
import { routesOf } from './route.ts';
import { id, named, time } from './values.ts';

const event = z.object({
  id,
  time,
  received: time,
  kind: z.string(),
  workload: named.optional(),
  container: z.string().optional(),
  node: z.string(),
  process: z.string(),
  pid: z.int(),
  exe: z.string().optional(),
  arguments: z.string().optional(),
  path: z.string().optional(),
  peer: z.string().optional(),
  rule: z.string().optional(),
  severity: z.string().optional(),
});

const eventQuery = page.extend({
  workload: id.optional(),
  container: z.string().max(128).optional(),
  node: z.string().max(200).optional(),
  kind: several(z.string().max(60)),
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
  q: z.string().max(200).optional(),
  alarms: z.enum(['true', 'false']).optional(),
});

export const eventRoutes = routesOf({
  listEvents: {
    method: 'GET',
    path: '/events',
    tag: 'runtime',
    permission: 'runtime.read',
    summary: 'What was seen, newest first',
    query: eventQuery,
    answer: pageOf(event),
  },
});
