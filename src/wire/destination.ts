import { z } from 'zod';
import { page, pageOf, several } from './query.ts';
import { routesOf } from './route.ts';
import { byId, count, done, id, time, words } from './values.ts';

export const destinationKinds = [
  'webhook',
  'syslog',
  'splunk',
  'elastic',
  'otlp',
  'slack',
  'teams',
  'pagerduty',
  'jira',
  'email',
  'nats',
  'kafka',
  'loki',
  'file',
] as const;

export const recordFormats = ['ocsf', 'ecs', 'cef', 'json'] as const;

const deliveryState = z.enum(['waiting', 'sending', 'delivered', 'retrying', 'dead']);

/** Secrets are written, never answered: `secretsSet` names those that are there. */
const destination = z.object({
  id,
  name: z.string(),
  kind: z.enum(destinationKinds),
  format: z.enum(recordFormats),
  address: z.string(),
  settings: z.record(z.string(), z.string()),
  secretsSet: z.array(z.string()),
  kinds: z.array(z.string()),
  minimumSeverity: z.string(),
  enabled: z.boolean(),
  state: z.enum(['idle', 'delivering', 'retrying', 'broken', 'off']),
  waiting: count,
  oldest: time.optional(),
  delivered: count,
  failed: count,
  dead: count,
  lastError: z.string().optional(),
  lastDelivered: time.optional(),
  version: count,
});

const destinationBody = z.object({
  name: words,
  kind: z.enum(destinationKinds),
  format: z.enum(recordFormats).default('ocsf'),
  address: z.string().min(1).max(1000),
  settings: z.record(z.string().max(60), z.string().max(1000)).default({}),
  secrets: z.record(z.string().max(60), z.string().max(4000)).default({}),
  kinds: z.array(z.string().max(60)).max(50).default([]),
  minimumSeverity: z.string().max(20).default('negligible'),
  /** Private addresses must be allowed one by one. */
  allowPrivate: z.boolean().default(false),
  enabled: z.boolean().default(true),
  from: z.enum(['now', 'week']).default('now'),
});

/** What is not named stays: `partial()` alone would fill in the defaults of a new one. */
const destinationChange = z
  .object({
    ...destinationBody.shape,
    format: destinationBody.shape.format.unwrap(),
    settings: destinationBody.shape.settings.unwrap(),
    secrets: destinationBody.shape.secrets.unwrap(),
    kinds: destinationBody.shape.kinds.unwrap(),
    minimumSeverity: destinationBody.shape.minimumSeverity.unwrap(),
    allowPrivate: destinationBody.shape.allowPrivate.unwrap(),
    enabled: destinationBody.shape.enabled.unwrap(),
    from: destinationBody.shape.from.unwrap(),
  })
  .partial()
  .extend({ version: count.optional() });

const delivery = z.object({
  id,
  change: z.string(),
  kind: z.string(),
  state: deliveryState,
  attempts: count,
  next: time.optional(),
  created: time,
  delivered: time.optional(),
  error: z.string().optional(),
});

export const destinationRoutes = routesOf({
  listDestinations: {
    method: 'GET',
    path: '/destinations',
    tag: 'integrations',
    permission: 'destination.read',
    summary: 'Where records are sent',
    answer: z.object({ items: z.array(destination) }),
  },
  addDestination: {
    method: 'POST',
    path: '/destinations',
    tag: 'integrations',
    permission: 'destination.write',
    summary: 'Add a destination',
    body: destinationBody,
    answer: destination,
  },
  changeDestination: {
    method: 'PATCH',
    path: '/destinations/{id}',
    tag: 'integrations',
    permission: 'destination.write',
    summary: 'Change a destination',
    params: byId,
    body: destinationChange,
    answer: destination,
  },
  removeDestination: {
    method: 'DELETE',
    path: '/destinations/{id}',
    tag: 'integrations',
    permission: 'destination.write',
    summary: 'Remove a destination',
    params: byId,
    answer: done,
  },
  testDestination: {
    method: 'POST',
    path: '/destinations/{id}/test',
    tag: 'integrations',
    permission: 'destination.write',
    summary: 'Send a test record now',
    params: byId,
    answer: z.object({ ok: z.boolean(), text: z.string(), durationMs: z.number() }),
  },
  listDeliveries: {
    method: 'GET',
    path: '/destinations/{id}/deliveries',
    tag: 'integrations',
    permission: 'destination.read',
    summary: 'Deliveries of a destination, newest first',
    params: byId,
    query: page.extend({
      state: several(deliveryState),
    }),
    answer: pageOf(delivery),
  },
  replayDeliveries: {
    method: 'POST',
    path: '/destinations/{id}/replay',
    tag: 'integrations',
    permission: 'destination.write',
    summary: 'Send dead letters, or a stretch of time, again',
    params: byId,
    body: z.object({
      ids: z.array(id).max(500).optional(),
      dead: z.boolean().optional(),
      from: time.optional(),
      to: time.optional(),
    }),
    answer: z.object({ queued: count }),
  },
});
