import { z } from 'zod';

/** Lines of a batch of `ingestRuntime`. Times are milliseconds since the Unix epoch; `id` is the sender's (ULID), and taken once. */
const text = z.string().max(8192);
const short = z.string().max(512);

export const ingestEvent = z.object({
  type: z.literal('event'),
  id: short,
  time: z.number(),
  kind: short,
  pid: z.int(),
  process: text,
  exe: text.optional(),
  arguments: text.optional(),
  path: text.optional(),
  peer: short.optional(),
  container: short.optional(),
  uid: z.int().optional(),
  parent: text.optional(),
});
/** `detection` is a Detection of `#model/detection.ts`, `incident` an Incident: as the node judged. */
export const ingestDetection = z.object({
  type: z.literal('detection'),
  detection: z.record(z.string(), z.unknown()),
  incident: short.optional(),
});
export const ingestIncident = z.object({
  type: z.literal('incident'),
  incident: z.record(z.string(), z.unknown()),
});
/** A container that is known, or has gone (`gone`): a WorkloadContainer. */
export const ingestContainer = z.object({
  type: z.literal('container'),
  container: z.record(z.string(), z.unknown()),
  gone: z.boolean(),
});
/** Files of an image that were executed or mapped, by container. */
export const ingestUsage = z.object({
  type: z.literal('usage'),
  container: short,
  image: short,
  files: z
    .array(
      z.object({
        path: text,
        how: z.enum(['exec', 'mmap', 'open']),
        first: z.number(),
        last: z.number(),
      }),
    )
    .max(5000),
  since: z.number(),
  complete: z.boolean(),
});
export const ingestFlow = z.object({
  type: z.literal('flow'),
  container: short.optional(),
  direction: z.enum(['in', 'out']),
  peer: short,
  port: z.int(),
  protocol: z.enum(['tcp', 'udp']),
  count: z.int(),
  first: z.number(),
  last: z.number(),
});
export const ingestNode = z.object({
  type: z.literal('node'),
  name: short,
  os: short.optional(),
  kernel: short.optional(),
  sensor: z.enum(['watching', 'degraded', 'absent']),
  reason: text.optional(),
  lost: z.int(),
  containers: z.int(),
  abilities: z.array(z.record(z.string(), z.unknown())).max(100).optional(),
});

export const ingestLine = z.discriminatedUnion('type', [
  ingestEvent,
  ingestDetection,
  ingestIncident,
  ingestContainer,
  ingestUsage,
  ingestFlow,
  ingestNode,
]);
export type IngestLine = z.infer<typeof ingestLine>;
