import { z } from 'zod';
import { page, pageOf } from './query.ts';
import { routesOf } from './route.ts';
import { time } from './values.ts';

export const changeRoutes = routesOf({
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
