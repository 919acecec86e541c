import { z } from 'zod';
import { priority } from './detection.ts';
import { page, pageOf } from './query.ts';
import { routesOf } from './route.ts';
import { count, id, time } from './values.ts';

const rule = z.object({
  id: id.optional(),
  name: z.string(),
  priority,
  enabled: z.boolean(),
  source: z.string(),
  tags: z.array(z.string()),
  description: z.string(),
  detections: count,
  last: time.optional(),
});

export const ruleRoutes = routesOf({
  listRules: {
    method: 'GET',
    path: '/rules',
    tag: 'runtime',
    permission: 'policy.read',
    summary: 'Rules for what runs',
    query: page.extend({ q: z.string().max(200).optional() }),
    answer: pageOf(rule),
  },
  changeRule: {
    method: 'PATCH',
    path: '/rules/{name}',
    tag: 'runtime',
    permission: 'policy.write',
    summary: 'Switch a rule on or off',
    params: z.object({ name: z.string().min(1).max(300) }),
    body: z.object({ enabled: z.boolean() }),
    answer: rule,
  },
});
