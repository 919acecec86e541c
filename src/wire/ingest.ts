import { z } from 'zod';
import { routesOf } from './route.ts';
import { count, findingCounts, id, incidentStatus, verdict } from './values.ts';

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
const ingestDetection = z.object({
  type: z.literal('detection'),
  detection: z.record(z.string(), z.unknown()),
  incident: short.optional(),
});

const ingestIncident = z.object({
  type: z.literal('incident'),
  incident: z.record(z.string(), z.unknown()),
});

/** A container that is known, or has gone (`gone`): a WorkloadContainer. */
const ingestContainer = z.object({
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
        /** Package URL of the package that owns it, where the node knows. */
        purl: text.optional(),
      }),
    )
    .max(5000),
  since: z.number(),
  complete: z.boolean(),
  /** Package URLs of the image whose programs and libraries would have been seen if anybody ran them; sent now and then. */
  tellable: z.array(text).max(20_000).optional(),
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
  /** Name of the cluster that it is a node of. */
  cluster: short.optional(),
  os: short.optional(),
  kernel: short.optional(),
  sensor: z.enum(['watching', 'degraded', 'absent']),
  reason: text.optional(),
  lost: z.int(),
  containers: z.int(),
  abilities: z.array(z.record(z.string(), z.unknown())).max(100).optional(),
  /** Ids of all containers that run: others have ended. */
  running: z.array(short).max(20_000).optional(),
});

/** A reading of how a container can be reached and what it may do, as its engine says. */
export const ingestExposure = z.object({
  type: z.literal('exposure'),
  container: short,
  /** Published ports: `0.0.0.0:8080->80/tcp`. */
  published: z
    .array(
      z.object({
        address: short,
        port: z.int(),
        target: z.int(),
        protocol: z.enum(['tcp', 'udp']),
      }),
    )
    .max(500),
  /** Names of networks; `host` and `none` mean what engines mean. */
  networks: z.array(short).max(100),
});

/** A behaviour profile of the node: what `profileFromJson` reads. */
const ingestProfile = z.object({
  type: z.literal('profile'),
  name: short,
  profile: z.record(z.string(), z.unknown()),
});

/** An action of the node's journal: an ActionRecord. */
const ingestAction = z.object({
  type: z.literal('action'),
  action: z.record(z.string(), z.unknown()),
});

/** What people decided of a node's incidents, and the node did not say back yet: part of the answer to a batch. */
export const incidentDecision = z.object({
  id: z.string(),
  incident: z.string(),
  time: z.number(),
  author: z.string(),
  kind: z.enum(['note', 'assign', 'status']),
  text: z.string(),
  assignee: z.string().optional(),
  status: incidentStatus.optional(),
  verdict: verdict.optional(),
});

export type IncidentDecision = z.infer<typeof incidentDecision>;

export const ingestLine = z.discriminatedUnion('type', [
  ingestEvent,
  ingestDetection,
  ingestIncident,
  ingestContainer,
  ingestUsage,
  ingestFlow,
  ingestNode,
  ingestExposure,
  ingestProfile,
  ingestAction,
]);

export type IngestLine = z.infer<typeof ingestLine>;

/** Programs send these; every batch has an id, and is taken once. */
export const ingestRoutes = routesOf({
  ingestRuntime: {
    method: 'POST',
    path: '/ingest/runtime',
    tag: 'ingest',
    permission: 'ingest.write',
    summary: 'Events, detections, usage and flows of a node: lines of JSON, see `ingest.ts`',
    query: z.object({ batch: id, node: z.string().min(1).max(200) }),
    takes: 'application/x-ndjson',
    maxBytes: 16 * 2 ** 20,
    answer: z.object({
      accepted: count,
      duplicate: z.boolean(),
      rejected: z.array(z.object({ line: count, reason: z.string() })).max(100),
      /** What people decided of incidents of this node; repeated until the node tells the incident as decided. */
      decisions: z.array(incidentDecision).max(100).optional(),
    }),
  },
  ingestScan: {
    method: 'POST',
    path: '/ingest/scans',
    tag: 'ingest',
    permission: 'ingest.write',
    summary: 'A report of `caisson scan -o json`',
    body: z.record(z.string(), z.unknown()),
    maxBytes: 256 * 2 ** 20,
    answer: z.object({ asset: id, findings: findingCounts, opened: count, closed: count }),
  },
});
