import { z } from 'zod';
import {
  count,
  exposure,
  findingKind,
  findingState,
  flag,
  id,
  labelled,
  page,
  pageOf,
  place,
  several,
  severity,
  tier,
  time,
  usage,
  words,
} from './common.ts';
import { routesOf } from './route.ts';

/** A finding as a row: one fault in one asset. */
const finding = z.object({
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
    kind: z.enum(['image', 'host', 'cluster', 'repository']),
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

/** The same fault wherever it is. */
const vulnerability = z.object({
  rule: z.string(),
  kind: findingKind,
  title: z.string(),
  severity,
  tier,
  exploited: z.boolean(),
  epss: z.number().optional(),
  cvss: z.number().optional(),
  findings: count,
  assets: count,
  running: count,
  loaded: count,
  fixable: count,
  published: z.string().optional(),
  ransomware: z.boolean(),
});

/** Members of the filter that lists, counts, bulk decisions, reports and saved views share. */
export const findingFilter = z.object({
  q: z.string().max(200).optional(),
  kind: several(findingKind),
  tier: several(tier),
  severity: several(severity),
  state: several(findingState),
  usage: several(usage),
  exposure: several(exposure),
  rule: z.string().max(200).optional(),
  asset: id.optional(),
  workload: id.optional(),
  assetKind: several(z.enum(['image', 'host', 'cluster', 'repository'])),
  cluster: z.string().max(200).optional(),
  namespace: z.string().max(200).optional(),
  repository: z.string().max(300).optional(),
  component: z.string().max(200).optional(),
  owner: z.string().max(200).optional(),
  fixable: flag.optional(),
  exploited: flag.optional(),
  running: flag.optional(),
  breached: flag.optional(),
  /** First seen at or after, in milliseconds since the Unix epoch. */
  since: z.coerce.number().optional(),
});
const findingSort = z.enum(['risk', 'severity', 'due', 'seen', 'name']);

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
  state: z.enum(['requested', 'active', 'rejected', 'ended']),
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
const one = z.object({ id });

const fixAction = z.object({
  /** An order to a person: `rebuild 3 images on debian:12.8`. */
  title: z.string(),
  kind: z.string(),
  commands: z.array(z.string()),
  assets: z.array(z.object({ id, name: z.string(), kind: z.string().optional() })).max(20),
  assetCount: count,
  closes: count,
  exploited: count,
  byTier: z.record(z.string(), count),
  effort: count,
  sentence: z.string(),
});

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
    params: one,
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
  listVulnerabilities: {
    method: 'GET',
    path: '/vulnerabilities',
    tag: 'findings',
    permission: 'finding.read',
    summary: 'Faults, each once however many assets have it',
    query: findingFilter
      .extend(page.shape)
      .extend({ sort: z.enum(['risk', 'assets', 'severity']).default('risk') }),
    answer: pageOf(vulnerability),
  },
  readFixFirst: {
    method: 'GET',
    path: '/fix-first',
    tag: 'findings',
    permission: 'finding.read',
    summary: 'What to do first, and what it closes',
    query: z.object({ limit: z.coerce.number().int().min(1).max(50).default(10) }),
    answer: z.object({ items: z.array(fixAction), before: count, after: count }),
  },
  listExceptions: {
    method: 'GET',
    path: '/exceptions',
    tag: 'exceptions',
    permission: 'finding.read',
    summary: 'Exceptions, soon ending first',
    query: page.extend({
      state: several(z.enum(['requested', 'active', 'rejected', 'ended'])),
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
    params: one,
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
    params: one,
    body: z.object({
      decision: z.enum(['approve', 'reject', 'end']),
      reason: z.string().max(2000).optional(),
      version: count.optional(),
    }),
    answer: exception,
  },
});
