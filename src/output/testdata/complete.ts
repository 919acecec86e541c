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
};

/** A report in which every field of the model has a value. */
export const completeReport: Complete<ScanReport> = {
  schemaVersion: '1.1',
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
    },
    layers: [{ diffId: digest, digest, sizeBytes: 1, createdBy: 'RUN x' }],
    components: [component],
    relations: [{ from: 'a', to: 'b', kind: 'depends-on', scope: 'dev' }],
    gaps: [gap],
    analyzers: { 'lang/npm-lock': 1 },
    walked: { files: 1, bytes: 1 },
  },
  findings: [
    {
      shown: true,
      exception: {
        origin: 'file',
        justification: 'because',
        note: 'note',
        owner: 'team',
        expires: '2027-01-01',
      },
      finding: {
        kind: 'vulnerability',
        rule: 'CVE-2026-1000',
        fingerprint: '0'.repeat(64),
        severity: 'high',
        title: 'CVE-2026-1000 in axios',
        locations: [location],
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
          evidence: [
            {
              advisory: {
                id: 'GHSA-jr5f-v2jv-69x6',
                feed: 'osv:GHSA',
                url: 'https://example.org/',
                state: 'fixed',
                ranges: [range],
                severity: 'high',
              },
              because: {
                segment: 'npm',
                package: 'axios',
                comparedVersion: '0.21.1',
                scheme: 'npm',
                range,
              },
            },
          ],
        },
      },
    },
  ],
  gaps: [gap],
  decision: {
    verdict: 'deny',
    policy: 'p',
    reasons: [{ rule: 'r', text: 't', findings: ['0'.repeat(64)] }],
  },
  database: report.database,
  notices: ['notice'],
};
