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
export const usage = z.enum(['loaded', 'not-loaded', 'unknown']);
export const exposure = z.enum(['internet', 'cluster', 'isolated', 'unknown']);

/** Where something is; what is absent is not known. Scopes of grants are made of the same members. */
export const place = z.object({
  cluster: z.string().optional(),
  namespace: z.string().optional(),
  repository: z.string().optional(),
});

/** Every list takes a cursor and a limit, and answers with the cursor of the next page. */
export const page = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** One page; `next` is absent on the last. `total` is exact unless `estimated`. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().optional(),
    total: count.optional(),
    estimated: z.boolean().optional(),
  });
}

/** Values of a query that may be given more than once: `?tier=P0&tier=P1`. */
export function several<Value extends z.ZodType>(value: Value) {
  return z.preprocess(
    (given) => (given === undefined || Array.isArray(given) ? given : [given]),
    z.array(value).max(100).optional(),
  );
}

/** A switch in a query: `?fixable=true`. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** RFC 9457 problem document. `code` is the dotted code of the error. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  hint: z.string().optional(),
  /** Of the request, as it stands in the log. */
  instance: z.string().optional(),
});

export const done = z.object({ ok: z.literal(true) });

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
