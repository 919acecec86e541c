import { z } from 'zod';
import { routesOf } from './route.ts';
import { count, id, labelled } from './values.ts';

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

export const complianceRoutes = routesOf({
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
});
