import { z } from 'zod';

/** A row id: 26 characters (ULID) or a whole number as text. */
export const id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_.:-]+$/u);
/** Milliseconds since the Unix epoch. */
export const time = z.number();
export const count = z.int().min(0);
/** Short text of a person. */
export const words = z.string().min(1).max(2000);

/** Parameters of a path that ends in an id. */
export const byId = z.object({ id });
/** Something else with the name to show for it. */
export const named = z.object({ id, name: z.string() });

export const severity = z.enum(['critical', 'high', 'medium', 'low', 'negligible', 'unknown']);
export const tier = z.enum(['P0', 'P1', 'P2', 'P3', 'P4']);
export const findingState = z.enum(['open', 'acknowledged', 'excepted', 'fixed']);
export const findingKind = z.enum([
  'vulnerability',
  'lifecycle',
  'license',
  'secret',
  'misconfiguration',
  'credential',
  'malware',
]);

/** Whether a component was loaded into memory where it runs. */
export const usage = z.enum(['loaded', 'not-loaded', 'unknown']);
/** From where something can be reached. */
export const exposure = z.enum(['internet', 'cluster', 'isolated', 'unknown']);
export const incidentStatus = z.enum(['open', 'contained', 'resolved', 'dismissed']);
/** What an incident turned out to be. */
export const verdict = z.enum(['true', 'benign', 'false']);

/** Where something is; what is absent is not known. Scopes of grants are made of the same members. */
export const place = z.object({
  cluster: z.string().optional(),
  namespace: z.string().optional(),
  repository: z.string().optional(),
});

/** A line of what explains something. */
export const labelled = z.object({ label: z.string(), text: z.string() });

/** Findings of something, by tier and severity; only what is open. */
export const findingCounts = z.object({
  P0: count,
  P1: count,
  P2: count,
  P3: count,
  P4: count,
  total: count,
  fixable: count,
  exploited: count,
});

/** What could not be examined. */
export const gap = z.object({
  reason: z.string(),
  path: z.string().optional(),
  detail: z.string().optional(),
});

/** The answer of an operation that has nothing to tell. */
export const done = z.object({ ok: z.literal(true) });
