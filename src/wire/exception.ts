import { z } from 'zod';
import { finding } from './finding.ts';
import { page, pageOf, several } from './query.ts';
import { routesOf } from './route.ts';
import { byId, count, id, time, words } from './values.ts';

const end = z.enum(['date', 'fixed', 'exploited', 'image-changed']);

/** VEX vocabulary (OpenVEX 0.2.0), and two for risks that are there. */
const justification = z.enum([
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
  'risk_accepted',
  'false_positive',
]);

const exceptionState = z.enum(['requested', 'active', 'rejected', 'ended']);

const exceptionScope = z.object({
  rule: z.string().min(1).max(200),
  /** purl without version, or name; all components where absent. */
  component: z.string().max(300).optional(),
  /** One of: an asset, a repository (prefix), a workload, a place. All absent: everywhere. */
  asset: id.optional(),
  repository: z.string().max(300).optional(),
  workload: id.optional(),
  cluster: z.string().max(200).optional(),
  namespace: z.string().max(200).optional(),
});

const exception = z.object({
  id,
  scope: exceptionScope,
  justification,
  reason: z.string(),
  evidence: z.string().optional(),
  owner: z.string(),
  requestedBy: z.string(),
  requested: time,
  state: exceptionState,
  approvedBy: z.string().optional(),
  approved: time.optional(),
  ends: z.array(end).min(1),
  expires: time.optional(),
  endedReason: z.string().optional(),
  findings: count,
  version: count,
});

const exceptionRequest = z.object({
  scope: exceptionScope,
  justification,
  reason: words,
  evidence: z.string().max(4000).optional(),
  owner: z.string().min(1).max(200),
  ends: z.array(end).min(1).max(4),
  expires: time.optional(),
});

export const exceptionRoutes = routesOf({
  listExceptions: {
    method: 'GET',
    path: '/exceptions',
    tag: 'exceptions',
    permission: 'finding.read',
    summary: 'Exceptions, soon ending first',
    query: page.extend({
      state: several(exceptionState),
      q: z.string().max(200).optional(),
    }),
    answer: pageOf(exception),
  },
  readException: {
    method: 'GET',
    path: '/exceptions/{id}',
    tag: 'exceptions',
    permission: 'finding.read',
    summary: 'One exception',
    params: byId,
    answer: exception,
  },
  previewException: {
    method: 'POST',
    path: '/exceptions/preview',
    tag: 'exceptions',
    permission: 'exception.request',
    summary: 'What an exception would cover',
    body: z.object({ scope: exceptionScope }),
    answer: z.object({
      findings: count,
      assets: count,
      byTier: z.record(z.string(), count),
      sample: z.array(finding).max(10),
    }),
  },
  requestException: {
    method: 'POST',
    path: '/exceptions',
    tag: 'exceptions',
    permission: 'exception.request',
    summary: 'Ask for an exception; it counts when somebody else approves it',
    body: exceptionRequest,
    answer: exception,
  },
  decideException: {
    method: 'POST',
    path: '/exceptions/{id}/decision',
    tag: 'exceptions',
    permission: 'exception.approve',
    summary: 'Approve, reject or end an exception',
    params: byId,
    body: z.object({
      decision: z.enum(['approve', 'reject', 'end']),
      reason: z.string().max(2000).optional(),
      version: count.optional(),
    }),
    answer: exception,
  },
});
