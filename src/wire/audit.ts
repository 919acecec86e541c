import { z } from 'zod';
import { page, pageOf } from './query.ts';
import { routesOf } from './route.ts';
import { count, time } from './values.ts';

export const auditRoutes = routesOf({
  listAudit: {
    method: 'GET',
    path: '/audit',
    tag: 'system',
    permission: 'audit.read',
    summary: 'Who did what, newest first',
    query: page.extend({
      actor: z.string().max(200).optional(),
      action: z.string().max(100).optional(),
      from: z.coerce.number().optional(),
      to: z.coerce.number().optional(),
    }),
    answer: pageOf(
      z.object({
        seq: count,
        time,
        actor: z.string(),
        action: z.string(),
        subject: z.string(),
        outcome: z.enum(['done', 'refused', 'failed']),
        remote: z.string().optional(),
        detail: z.string().optional(),
        hash: z.string(),
      }),
    ),
  },
  verifyAudit: {
    method: 'POST',
    path: '/audit/verification',
    tag: 'system',
    permission: 'audit.read',
    summary: 'Check the chain of hashes',
    answer: z.object({
      ok: z.boolean(),
      entries: count,
      brokenAt: count.optional(),
      reason: z.string().optional(),
    }),
  },
});
