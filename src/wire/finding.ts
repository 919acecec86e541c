import { z } from 'zod';
import { assetKind, findingFilter } from './finding-filter.ts';
import { page, pageOf } from './query.ts';
import { routesOf } from './route.ts';
import {
  byId,
  count,
  exposure,
  findingKind,
  findingState,
  id,
  labelled,
  place,
  severity,
  tier,
  time,
  usage,
} from './values.ts';

/** A finding as a row: one fault in one asset. */
export const finding = z.object({
  id,
  fingerprint: z.string(),
  kind: findingKind,
  /** CVE, check id or rule id. */
  rule: z.string(),
  title: z.string(),
  severity,
  tier,
  score: z.number(),
  state: findingState,
  asset: z.object({
    id,
    kind: assetKind,
    name: z.string(),
  }),
  component: z.object({ name: z.string(), version: z.string(), purl: z.string() }).optional(),
  fixedVersion: z.string().optional(),
  exploited: z.boolean(),
  epss: z.number().optional(),
  usage,
  exposure,
  owner: z.string().optional(),
  firstSeen: time,
  lastSeen: time,
  due: time.optional(),
  breached: z.boolean(),
  fixedAt: time.optional(),
  exception: id.optional(),
  /** One sentence that names the deciding facts. */
  sentence: z.string(),
});

const factor = z.object({
  name: z.string(),
  value: z.string(),
  source: z.string(),
  date: z.string().optional(),
  assumed: z.boolean(),
  share: z.number().optional(),
});

const findingDetail = finding.extend({
  factors: z.array(factor),
  locations: z.array(
    z.object({ path: z.string(), layer: count.optional(), line: count.optional() }),
  ),
  aliases: z.array(z.string()),
  evidence: z.array(labelled),
  fix: z.array(z.string()),
  links: z.array(z.string()),
  /** Where its asset runs, and whether the component was loaded there. */
  workloads: z.array(
    z.object({
      id,
      name: z.string(),
      place,
      usage,
      exposure,
      firstLoaded: time.optional(),
      lastLoaded: time.optional(),
    }),
  ),
  history: z.array(z.object({ time, by: z.string(), text: z.string() })),
  version: count,
});

const findingSort = z.enum(['risk', 'severity', 'due', 'seen', 'name']);

export const findingRoutes = routesOf({
  listFindings: {
    method: 'GET',
    path: '/findings',
    tag: 'findings',
    permission: 'finding.read',
    summary: 'Findings of all kinds',
    query: findingFilter.extend(page.shape).extend({ sort: findingSort.default('risk') }),
    answer: pageOf(finding),
  },
  countFindings: {
    method: 'GET',
    path: '/findings/facets',
    tag: 'findings',
    permission: 'finding.read',
    summary: 'How many findings a filter has, by facet',
    query: findingFilter,
    answer: z.object({
      total: count,
      estimated: z.boolean().optional(),
      facets: z.record(z.string(), z.record(z.string(), count)),
    }),
  },
  readFinding: {
    method: 'GET',
    path: '/findings/{id}',
    tag: 'findings',
    permission: 'finding.read',
    summary: 'One finding with every reason',
    params: byId,
    answer: findingDetail,
  },
  decideFindings: {
    method: 'POST',
    path: '/findings/decide',
    tag: 'findings',
    permission: 'finding.decide',
    summary: 'Acknowledge, reopen, assign or comment, for one or many; `preview` only counts',
    body: z.object({
      ids: z.array(id).max(500).optional(),
      filter: findingFilter.optional(),
      preview: z.boolean().default(false),
      action: z.enum(['acknowledge', 'reopen', 'assign', 'comment']),
      owner: z.string().max(200).optional(),
      text: z.string().max(2000).optional(),
      /** Of a single finding, as it was read: another decision in between is a conflict. */
      version: count.optional(),
    }),
    answer: z.object({ findings: count, assets: count, byTier: z.record(z.string(), count) }),
  },
  exportFindings: {
    method: 'GET',
    path: '/findings/export',
    tag: 'findings',
    permission: 'finding.read',
    summary: 'The findings of a filter as a file, as the list shows them',
    query: findingFilter.extend({
      format: z.enum(['csv', 'json']),
      sort: findingSort.default('risk'),
    }),
    answer: 'file',
  },
});
