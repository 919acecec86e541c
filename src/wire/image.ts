import { z } from 'zod';
import { assetQuery, flag, pageOf, several } from './query.ts';
import { routesOf } from './route.ts';
import { byId, count, exposure, findingCounts, gap, id, place, time } from './values.ts';

const scanState = z.enum(['scanned', 'waiting', 'scanning', 'failed', 'never']);

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
  scan: scanState,
  scanError: z.string().optional(),
  gaps: count,
  components: count,
  /** Containers that run it now. */
  running: count,
  base: z.string().optional(),
  signed: z.enum(['verified', 'unverified', 'unknown']),
  findings: findingCounts,
  exposure,
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

export const imageRoutes = routesOf({
  listImages: {
    method: 'GET',
    path: '/images',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Images that are known',
    query: assetQuery.extend({
      running: flag.optional(),
      scan: several(scanState),
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
    params: byId,
    answer: imageDetail,
  },
  readImageDocument: {
    method: 'GET',
    path: '/images/{id}/document',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'The report or SBOM of an image in a format',
    params: byId,
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
    params: byId,
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
});
