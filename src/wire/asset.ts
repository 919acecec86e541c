import { z } from 'zod';
import {
  count,
  done,
  findingCounts,
  flag,
  id,
  page,
  pageOf,
  place,
  several,
  time,
} from './common.ts';
import { routesOf } from './route.ts';

const gap = z.object({
  reason: z.string(),
  path: z.string().optional(),
  detail: z.string().optional(),
});

/** An image, as a row of a list. */
const image = z.object({
  id,
  /** `docker.io/library/nginx:1.27`, the name it is best known by. */
  name: z.string(),
  names: z.array(z.string()),
  /** Image id: digest of the configuration. */
  digest: z.string(),
  manifest: z.string().optional(),
  os: z.string().optional(),
  created: time.optional(),
  sizeBytes: count.optional(),
  firstSeen: time,
  lastSeen: time,
  scanned: time.optional(),
  scan: z.enum(['scanned', 'waiting', 'scanning', 'failed', 'never']),
  scanError: z.string().optional(),
  gaps: count,
  components: count,
  /** Containers that run it now. */
  running: count,
  base: z.string().optional(),
  signed: z.enum(['verified', 'unverified', 'unknown']),
  findings: findingCounts,
  exposure: z.enum(['internet', 'cluster', 'isolated', 'unknown']),
});

const component = z.object({
  id,
  purl: z.string(),
  name: z.string(),
  version: z.string(),
  ecosystem: z.string(),
  license: z.string().optional(),
  path: z.string().optional(),
  layer: count.optional(),
  usage: z.enum(['loaded', 'not-loaded', 'unknown']),
  findings: findingCounts,
});

const layer = z.object({
  number: count,
  diffId: z.string(),
  sizeBytes: count.optional(),
  createdBy: z.string().optional(),
  part: z.enum(['base', 'application']).optional(),
  components: count,
  findings: findingCounts,
});

const imageDetail = image.extend({
  layers: z.array(layer),
  gapList: z.array(gap),
  /** Where it runs. */
  workloads: z.array(z.object({ id, name: z.string(), place })),
  configuration: z.object({
    user: z.string().optional(),
    entrypoint: z.array(z.string()),
    command: z.array(z.string()),
    ports: z.array(z.string()),
    labels: z.record(z.string(), z.string()),
  }),
  /** What to do, ranked; of the last scan. */
  plan: z.array(
    z.object({ title: z.string(), commands: z.array(z.string()), removes: count, effort: count }),
  ),
  /** Earlier images of the same repository and tag, newest first. */
  previous: z.array(
    z.object({ id, digest: z.string(), name: z.string(), scanned: time.optional() }),
  ),
  database: z.object({ build: z.string(), builtAt: z.string() }).optional(),
});

const difference = z.object({
  components: z.object({
    added: z.array(component),
    removed: z.array(component),
    changed: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
  }),
  findings: z.object({
    opened: count,
    closed: count,
    openedIds: z.array(id),
    closedIds: z.array(id),
  }),
});

const workload = z.object({
  id,
  name: z.string(),
  kind: z.string(),
  place,
  image: z
    .object({ id: id.optional(), name: z.string(), digest: z.string().optional() })
    .optional(),
  replicas: count,
  running: count,
  exposure: z.enum(['internet', 'cluster', 'isolated', 'unknown']),
  privileged: z.boolean(),
  /** What the sensor knows: is it watched, since when. */
  watched: z.boolean(),
  profile: z.enum(['none', 'learning', 'active']),
  findings: findingCounts,
  openIncidents: count,
  firstSeen: time,
  lastSeen: time,
  gone: z.boolean(),
});

const workloadDetail = workload.extend({
  containers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      started: time.optional(),
      node: z.string(),
      user: z.string().optional(),
      addresses: z.array(z.string()),
      state: z.enum(['running', 'gone']),
    }),
  ),
  privileges: z.array(z.string()),
  /** How it is reached, in words. */
  exposureReasons: z.array(z.string()),
  loaded: z.object({ loaded: count, notLoaded: count, unknown: count, since: time.optional() }),
  flows: z.array(
    z.object({
      direction: z.enum(['in', 'out']),
      peer: z.string(),
      port: count,
      protocol: z.string(),
      count,
      last: time,
    }),
  ),
  profileName: z.string().optional(),
});

const timelineEntry = z.object({
  time,
  kind: z.enum([
    'seen',
    'deploy',
    'scan',
    'detection',
    'incident',
    'exec',
    'policy',
    'action',
    'gone',
    'finding',
  ]),
  text: z.string(),
  ref: z.string().optional(),
  severity: z.string().optional(),
});

const host = z.object({
  id,
  name: z.string(),
  os: z.string().optional(),
  kernel: z.string().optional(),
  cluster: z.string().optional(),
  sensor: z.enum(['watching', 'degraded', 'absent', 'unknown']),
  sensorReason: z.string().optional(),
  lastSeen: time,
  scanned: time.optional(),
  containers: count,
  lost: count,
  findings: findingCounts,
});

const cluster = z.object({
  id,
  name: z.string(),
  server: z.string(),
  version: z.string().optional(),
  state: z.enum(['watched', 'unreachable', 'waiting']),
  reason: z.string().optional(),
  nodes: count,
  namespaces: count,
  workloads: count,
  findings: findingCounts,
  scanned: time.optional(),
});

const registry = z.object({
  id,
  /** `registry.example/team` or one repository. */
  name: z.string(),
  tags: z.string().optional(),
  everyMinutes: count,
  images: count,
  checked: time.optional(),
  error: z.string().optional(),
});

const job = z.object({
  id,
  kind: z.string(),
  subject: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  attempts: count,
  created: time,
  started: time.optional(),
  finished: time.optional(),
  error: z.string().optional(),
});

const assetQuery = page.extend({
  q: z.string().max(200).optional(),
  cluster: z.string().max(200).optional(),
  namespace: z.string().max(200).optional(),
});
const imageSort = z.enum([
  'risk',
  '-risk',
  'name',
  '-name',
  'scanned',
  '-scanned',
  'seen',
  '-seen',
]);
const one = z.object({ id });

export const assetRoutes = routesOf({
  listImages: {
    method: 'GET',
    path: '/images',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Images that are known',
    query: assetQuery.extend({
      running: flag.optional(),
      scan: several(z.enum(['scanned', 'waiting', 'scanning', 'failed', 'never'])),
      repository: z.string().max(300).optional(),
      sort: imageSort.default('risk'),
    }),
    answer: pageOf(image),
  },
  readImage: {
    method: 'GET',
    path: '/images/{id}',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'One image with its layers',
    params: one,
    answer: imageDetail,
  },
  listImageComponents: {
    method: 'GET',
    path: '/images/{id}/components',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Software of an image',
    params: one,
    query: page.extend({
      q: z.string().max(200).optional(),
      layer: z.coerce.number().int().optional(),
      usage: several(z.enum(['loaded', 'not-loaded', 'unknown'])),
    }),
    answer: pageOf(component),
  },
  compareImages: {
    method: 'GET',
    path: '/images/{id}/difference',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'What differs from another image',
    params: one,
    query: z.object({ before: id }),
    answer: difference,
  },
  readImageDocument: {
    method: 'GET',
    path: '/images/{id}/document',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'The report or SBOM of an image in a format',
    params: one,
    query: z.object({
      format: z.enum(['json', 'cyclonedx', 'spdx', 'sarif', 'openvex', 'html', 'csv']),
    }),
    answer: 'file',
  },
  scanImage: {
    method: 'POST',
    path: '/images/{id}/scan',
    tag: 'assets',
    permission: 'asset.scan',
    summary: 'Scan an image again',
    params: one,
    answer: z.object({ job: id }),
  },
  addScan: {
    method: 'POST',
    path: '/scans',
    tag: 'assets',
    permission: 'asset.scan',
    summary: 'Scan an image of a registry or a local engine',
    body: z.object({ reference: z.string().min(1).max(500) }),
    answer: z.object({ job: id }),
  },
  searchComponents: {
    method: 'GET',
    path: '/components',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Where a piece of software is',
    query: page.extend({ q: z.string().min(2).max(200), version: z.string().max(100).optional() }),
    answer: pageOf(
      z.object({
        purl: z.string(),
        name: z.string(),
        version: z.string(),
        ecosystem: z.string(),
        images: count,
        running: count,
        loaded: count,
      }),
    ),
  },
  listWorkloads: {
    method: 'GET',
    path: '/workloads',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'What runs, or ran',
    query: assetQuery.extend({
      exposure: several(z.enum(['internet', 'cluster', 'isolated', 'unknown'])),
      gone: flag.optional(),
      sort: z.enum(['risk', 'name', 'seen']).default('risk'),
    }),
    answer: pageOf(workload),
  },
  readWorkload: {
    method: 'GET',
    path: '/workloads/{id}',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'One workload',
    params: one,
    answer: workloadDetail,
  },
  readWorkloadTimeline: {
    method: 'GET',
    path: '/workloads/{id}/timeline',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'What happened to a workload, newest first',
    params: one,
    query: page,
    answer: pageOf(timelineEntry),
  },
  listHosts: {
    method: 'GET',
    path: '/hosts',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Hosts',
    query: assetQuery,
    answer: pageOf(host),
  },
  readHost: {
    method: 'GET',
    path: '/hosts/{id}',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'One host',
    params: one,
    answer: host.extend({
      abilities: z.array(z.object({ id: z.string(), state: z.string(), text: z.string() })),
      gapList: z.array(gap),
      facts: z.array(z.object({ label: z.string(), text: z.string() })),
    }),
  },
  listClusters: {
    method: 'GET',
    path: '/clusters',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Kubernetes clusters',
    answer: z.object({ items: z.array(cluster) }),
  },
  listRegistries: {
    method: 'GET',
    path: '/registries',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Registries that are watched',
    answer: z.object({ items: z.array(registry) }),
  },
  addRegistry: {
    method: 'POST',
    path: '/registries',
    tag: 'assets',
    permission: 'settings.write',
    summary: 'Watch a registry or a repository',
    body: z.object({
      name: z.string().min(1).max(300),
      tags: z.string().max(200).optional(),
      everyMinutes: z.int().min(1).max(10_080).default(60),
    }),
    answer: registry,
  },
  removeRegistry: {
    method: 'DELETE',
    path: '/registries/{id}',
    tag: 'assets',
    permission: 'settings.write',
    summary: 'Stop watching a registry',
    params: one,
    answer: done,
  },
  listJobs: {
    method: 'GET',
    path: '/jobs',
    tag: 'system',
    permission: 'asset.read',
    summary: 'Work that waits, runs or failed',
    query: page.extend({ state: several(z.enum(['waiting', 'running', 'done', 'failed'])) }),
    answer: pageOf(job),
  },
  readJob: {
    method: 'GET',
    path: '/jobs/{id}',
    tag: 'system',
    permission: 'asset.read',
    summary: 'One piece of work',
    params: one,
    answer: job,
  },
});
