import { z } from 'zod';
import { page, pageOf } from './query.ts';
import { routesOf } from './route.ts';
import { byId, id, labelled, time, words } from './values.ts';

/** A response action with all that happened to it. */
export const action = z.object({
  id,
  kind: z.string(),
  impact: z.enum(['observe', 'contain', 'disrupt']),
  state: z.string(),
  container: z.string().optional(),
  incident: id.optional(),
  reason: z.string(),
  requestedBy: z.string(),
  steps: z.array(z.string()),
  blastRadius: z.array(labelled),
  undo: z.string().optional(),
  refusals: z.array(z.string()),
  expires: time.optional(),
  history: z.array(
    z.object({ time, state: z.string(), by: z.string(), text: z.string().optional() }),
  ),
  error: z.string().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
});

export const actionRoutes = routesOf({
  listActions: {
    method: 'GET',
    path: '/actions',
    tag: 'responses',
    permission: 'runtime.read',
    summary: 'Response actions, newest first',
    query: page.extend({ incident: id.optional(), active: z.enum(['true', 'false']).optional() }),
    answer: pageOf(action),
  },
  readAction: {
    method: 'GET',
    path: '/actions/{id}',
    tag: 'responses',
    permission: 'runtime.read',
    summary: 'One action with its history',
    params: byId,
    answer: action,
  },
  planAction: {
    method: 'POST',
    path: '/actions',
    tag: 'responses',
    permission: 'response.contain',
    summary: 'What an action would do; nothing happens yet',
    body: z.object({
      kind: z.string().min(1).max(60),
      container: z.string().min(1).max(128),
      pid: z.int().min(1).optional(),
      options: z.record(z.string(), z.unknown()).default({}),
      minutes: z.int().min(1).max(10_080).optional(),
      reason: words,
      incident: id.optional(),
    }),
    answer: action,
  },
  runAction: {
    method: 'POST',
    path: '/actions/{id}/run',
    tag: 'responses',
    permission: 'response.contain',
    summary: 'Run a planned action; what disrupts waits for a second person',
    params: byId,
    answer: action,
  },
  approveAction: {
    method: 'POST',
    path: '/actions/{id}/approval',
    tag: 'responses',
    permission: 'response.disrupt',
    summary: 'Approve an action of somebody else',
    params: byId,
    answer: action,
  },
  undoAction: {
    method: 'POST',
    path: '/actions/{id}/undo',
    tag: 'responses',
    permission: 'response.contain',
    summary: 'Undo an action',
    params: byId,
    answer: action,
  },
});
