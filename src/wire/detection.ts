import { z } from 'zod';
import { page, pageOf, several } from './query.ts';
import { routesOf } from './route.ts';
import { byId, count, id, labelled, named, place, severity, time } from './values.ts';

/** Of a rule, as Falco has them. */
export const priority = z.enum([
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'informational',
  'debug',
]);

/** A detection as a row. */
export const detection = z.object({
  id,
  time,
  received: time,
  kind: z.string(),
  rule: z.string(),
  ruleId: z.string().optional(),
  priority,
  severity,
  output: z.string(),
  tags: z.array(z.string()),
  workload: named.optional(),
  container: z.string().optional(),
  node: z.string(),
  place,
  process: z.string().optional(),
  count,
  incident: id.optional(),
  incomplete: z.boolean(),
});

/** A process as it was when something was detected. */
export const process = z.object({
  pid: z.int(),
  parentPid: z.int().optional(),
  name: z.string(),
  commandLine: z.string(),
  exePath: z.string(),
  uid: z.int(),
  start: time,
  rules: z.array(z.string()),
});

const detectionDetail = detection.extend({
  fields: z.record(z.string(), z.unknown()),
  because: z.array(labelled),
  ancestors: z.array(process),
});

export const detectionRoutes = routesOf({
  listDetections: {
    method: 'GET',
    path: '/detections',
    tag: 'runtime',
    permission: 'runtime.read',
    summary: 'Detections, newest first',
    query: page.extend({
      severity: several(severity),
      rule: z.string().max(200).optional(),
      workload: id.optional(),
      incident: id.optional(),
      namespace: z.string().max(200).optional(),
      from: z.coerce.number().optional(),
      to: z.coerce.number().optional(),
      q: z.string().max(200).optional(),
    }),
    answer: pageOf(detection),
  },
  readDetection: {
    method: 'GET',
    path: '/detections/{id}',
    tag: 'runtime',
    permission: 'runtime.read',
    summary: 'One detection with every reason',
    params: byId,
    answer: detectionDetail,
  },
  countDetections: {
    method: 'GET',
    path: '/detections/histogram',
    tag: 'runtime',
    permission: 'runtime.read',
    summary: 'Detections and events by hour',
    query: z.object({
      hours: z.coerce.number().int().min(1).max(744).default(24),
      workload: id.optional(),
    }),
    answer: z.object({
      hours: z.array(
        z.object({ hour: time, events: count, bySeverity: z.record(z.string(), count) }),
      ),
    }),
  },
});
