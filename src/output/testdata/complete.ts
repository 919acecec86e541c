import type { Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { report } from './report.ts';
import { appLayer, components } from './software.ts';

/** Every optional field made required, at every depth: a new field of the model is a type error here. */
type Complete<T> = T extends string | number | boolean
  ? T
  : { readonly [K in keyof T]-?: Complete<T[K]> };

const digest = appLayer;
const location = { path: '/app/package-lock.json', layer: digest, line: 1 } as const;
const range = { introduced: '0', fixed: '2', lastAffected: '1.9' } as const;
const gap = { type: 'gap', location, reason: 'malformed', detail: 'ends early' } as const;

const component: Complete<ScanReport['inventory']['components'][number]> = {
  id: components.axios.id,
  purl: components.axios.purl,
  name: 'axios',
  version: '0.21.1',
  ecosystem: 'npm',
  presence: 'declared',
  locations: [location],
  source: { name: 'axios', version: '0.21.1' },
  architecture: 'amd64',
  licenses: [{ expression: 'MIT', raw: 'MIT' }],
  scopes: ['runtime'],
  hashes: [{ algorithm: 'sha256', value: '00' }],
  requires: [{ name: 'lodash', range: '^4', scope: 'runtime', alternatives: ['lodash-es'] }],
  provides: ['axios-api'],
  supplier: 'example',
  modularity: 'a:b:c:d',
  owner: 'pkg:deb/debian/node-axios#/var/lib/dpkg/status',
  direct: true,
  cpes: ['cpe:2.3:a:axios:axios:0.21.1:*:*:*:*:*:*:*'],
  technique: 'binary-analysis',
  confidence: 0.9,
  linked: { packages: ['example.com/a'], functions: 'AAECAw==' },
  removedIn: digest,
  replacedBy: '1.0.0',
  thirdParty: true,
};

const base: Complete<Pick<Finding, 'risk' | 'vex' | 'part' | 'isNew' | 'rule' | 'fingerprint' | 'severity' | 'title' | 'locations'>> = {
  rule: 'CVE-2026-1000',
  fingerprint: '0'.repeat(64),
  severity: 'high',
  title: 'CVE-2026-1000 in axios',
  locations: [location],
  risk: {
    tier: 'P1',
    score: 71.3,
    days: 7,
    due: '2026-12-01',
    factors: [
      { name: 'exploitation', value: 'active', source: 'CISA KEV', date: '2026-09-03', assumed: false, share: 0.4 },
    ],
    sentence: 'Known exploited.',
  },
  vex: {
    rule: 'no-executable',
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
    impact: 'the package brings no program',
    evidence: ['no file is executable'],
  },
  part: 'base',
  isNew: true,
};

const evidence = {
  advisory: {
    id: 'GHSA-jr5f-v2jv-69x6',
    feed: 'osv:GHSA',
    url: 'https://example.org/',
    state: 'fixed',
    ranges: [range],
    severity: 'high',
    statement: 'postponed',
  },
  because: { segment: 'npm', package: 'axios', comparedVersion: '0.21.1', scheme: 'npm', range },
} as const;

const exception = {
  origin: 'file',
  justification: 'because',
  note: 'note',
  owner: 'team',
  expires: '2027-01-01',
  status: 'not_affected',
  stated: '2026-11-01T00:00:00Z',
} as const;

const remark = {
  status: 'under_investigation',
  origin: 'shop.vex.json#1',
  text: 'we are looking',
  owner: 'team',
  stated: '2026-11-01T00:00:00Z',
} as const;

/** A report in which every field of the model has a value. */
export const completeReport: Complete<ScanReport> = {
  schemaVersion: '1.3',
  tool: { name: 'caisson', version: '0.1.0' },
  startedAt: '2026-11-22T06:00:00Z',
  durationMs: 1,
  inventory: {
    artifact: { kind: 'image', reference: 'shop', source: 'registry:', digest },
    image: {
      id: digest,
      manifestDigest: digest,
      indexDigest: digest,
      names: ['shop:1'],
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      created: '2026-11-22T06:00:00Z',
      author: 'someone',
      user: '1000',
      env: ['A=b'],
      entrypoint: ['/start'],
      command: ['run'],
      workingDirectory: '/app',
      exposedPorts: ['80/tcp'],
      volumes: ['/data'],
      labels: { a: 'b' },
      annotations: { c: 'd' },
      history: [
        { created: '2026-11-22', createdBy: 'RUN x', comment: 'buildkit', emptyLayer: false },
      ],
    },
    os: {
      id: 'debian',
      like: ['x'],
      version: '12',
      codename: 'bookworm',
      title: 'Debian',
      path: '/etc/os-release',
      repositories: ['main'],
    },
    base: {
      name: 'docker.io/library/debian:12',
      digest,
      evidence: 'annotation',
      confidence: 1,
      layers: 1,
      reason: 'the annotation names it',
      created: '2026-09-01T00:00:00Z',
    },
    layers: [{ diffId: digest, digest, sizeBytes: 1, createdBy: 'RUN x', instruction: 0 }],
    components: [component],
    relations: [{ from: 'a', to: 'b', kind: 'depends-on', scope: 'dev' }],
    gaps: [gap],
    analyzers: { 'lang/npm-lock': 1 },
    walked: { files: 1, bytes: 1 },
  },
  findings: [
    {
      shown: true,
      exception,
      remark,
      finding: {
        kind: 'vulnerability',
        ...base,
        vulnerability: {
          id: 'CVE-2026-1000',
          aliases: ['GHSA-jr5f-v2jv-69x6'],
          component,
          state: 'fixed',
          fixedVersion: '2',
          severitySource: 'ghsa',
          cvss: [{ version: '3.1', vector: 'CVSS:3.1/AV:N', score: 7.5, source: 'nvd' }],
          knownExploited: {
            cve: 'CVE-2026-1000',
            added: '2026-01-01',
            due: '2026-02-01',
            ransomware: false,
          },
          exploitPrediction: {
            cve: 'CVE-2026-1000',
            probability: 0.5,
            percentile: 0.9,
            date: '2026-11-20',
          },
          published: '2026-01-01',
          modified: '2026-01-02',
          evidence: [evidence],
          contrary: [evidence],
          ssvc: { exploitation: 'poc', automatable: true, impact: 'total', date: '2026-10-01' },
          weaknesses: ['CWE-79'],
          fixedOn: '2026-02-01',
          path: { ids: ['a', components.axios.id], names: ['express 4.17.1', 'axios 0.21.1'], ways: 2 },
        },
      },
    },
    {
      shown: true,
      exception,
      remark,
      finding: {
        kind: 'lifecycle',
        ...base,
        lifecycle: {
          period: {
            product: 'debian',
            line: '12',
            released: '2023-06-10',
            activeUntil: '2026-06-10',
            supportedUntil: '2026-06-10',
            extendedUntil: '2028-06-30',
            latest: '12.12',
            longTerm: true,
          },
          version: '12',
          status: 'extended-only',
          component,
          successor: '13',
        },
      },
    },
    {
      shown: true,
      exception,
      remark,
      finding: {
        kind: 'license',
        ...base,
        license: { component, expression: 'GPL-3.0-only', offending: ['GPL-3.0-only'], rule: 'deny: GPL-3.0-only' },
      },
    },
  ],
  plan: {
    actions: [
      {
        kind: 'bump',
        title: 'bump axios to 2',
        commands: ['npm install axios@2'],
        changes: [{ component: components.axios.id, name: 'axios', from: '0.21.1', to: '2', via: 'express' }],
        removes: ['0'.repeat(64)],
        introduces: ['CVE-2026-2 axios 2'],
        effort: 2,
        paths: ['/app/package.json'],
        blockers: ['express wants axios ^0.21'],
      },
    ],
    before: 1,
    after: 0,
    remaining: ['1'.repeat(64)],
  },
  baseline: { reference: 'base.json', startedAt: '2026-11-01T00:00:00Z' },
  gaps: [gap],
  decision: {
    verdict: 'deny',
    policy: 'p',
    reasons: [{ rule: 'r', text: 't', findings: ['0'.repeat(64)] }],
  },
  database: {
    ...report.database,
    segments: report.database.segments.map((segment) => ({ ...segment, origin: 'bundled', build: 'sha256:00' })),
  },
  notices: ['notice'],
};
