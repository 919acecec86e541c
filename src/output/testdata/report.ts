import { sha256Hex } from '#kit/hash.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { finding } from './finding.ts';
import { appLayer, baseLayer, components as c, digestOf } from './software.ts';

/** When the fixture is rendered. */
export const now = '2026-11-22T06:00:00Z';

const gaps: readonly Gap[] = [
  {
    type: 'gap',
    location: { path: '/app/broken.jar', layer: appLayer },
    reason: 'malformed',
    detail: 'the central directory of the archive ends early (3 of 12 entries read)',
  },
  {
    type: 'gap',
    location: { path: '/opt/\u001b]0;pwned\u0007big.tar', layer: appLayer },
    reason: 'too-large',
    detail: '3.1 GB, the limit is 2.1 GB',
  },
];

const findings: readonly JudgedFinding[] = [
  finding({
    id: 'CVE-2026-10001',
    component: c.libssl,
    score: 9.8, tier: 'P0',
    fixed: '3.0.17-1~deb12u2',
    more: {
      aliases: ['DSA-9001-1'],
      knownExploited: { cve: 'CVE-2026-10001', added: '2026-09-03', due: '2026-09-24', ransomware: true },
      exploitPrediction: { cve: 'CVE-2026-10001', probability: 0.9412, percentile: 0.9987, date: '2026-11-20' },
    },
  }),
  finding({ id: 'CVE-2026-10001', component: c.openssl, score: 9.8, tier: 'P0', fixed: '3.0.17-1~deb12u2' }),
  finding({ id: 'CVE-2026-10002', component: c.libssl, score: 7.5, tier: 'P2', fixed: '3.0.16-1~deb12u1' }),
  finding({ id: 'CVE-2026-10003', component: c.libc, score: 5.5, tier: 'P3', fixed: '2.36-9+deb12u10' }),
  finding({ id: 'CVE-2026-10004', component: c.zlib, score: 9.1, tier: 'P2', more: { state: 'wont_fix' } }),
  finding({ id: 'CVE-2026-10005', component: c.perl, severity: 'unknown', tier: 'P3', more: { state: 'deferred' } }),
  {
    ...finding({ id: 'CVE-2026-10006', component: c.perl, score: 7.8 }),
    exception: {
      origin: '.caisson-ignore.yaml#3',
      justification: 'vulnerable_code_not_in_execute_path',
      note: 'perl is not run in this image\nreviewed with <team>',
      owner: 'shop-team',
      expires: '2027-01-31',
    },
  },
  finding({
    id: 'CVE-2026-20001',
    component: c.axios,
    score: 7.5, tier: 'P2', base: { isNew: true },
    fixed: '1.8.2',
    more: {
      aliases: ['GHSA-jr5f-v2jv-69x6'],
      weaknesses: ['CWE-1333', 'CWE-400'],
      fixedOn: '2026-08-02',
      ssvc: { exploitation: 'poc', automatable: true, impact: 'partial', date: '2026-09-01' },
    },
  }),
  finding({ id: 'GHSA-29mw-wpgm-hmr9', component: c.lodash, score: 5.3, tier: 'P4', fixed: '4.17.21' }),
  finding({
    id: 'CVE-2026-20002',
    component: c.lodash,
    score: 7.2,
    tier: 'P2',
    fixed: '4.17.19',
    more: {
      path: {
        ids: [c.axios.id, c.lodash.id],
        names: ['axios 0.21.1', 'lodash 4.17.15'],
        ways: 3,
      },
      contrary: [
        {
          advisory: { id: 'CVE-2026-20002', feed: 'nvd', state: 'fixed', ranges: [{ introduced: '0', fixed: '4.17.10' }] },
          because: {
            segment: 'npm',
            package: 'lodash',
            comparedVersion: '4.17.15',
            scheme: 'npm',
            range: { introduced: '0', fixed: '4.17.10' },
          },
        },
      ],
    },
  }),
  finding({
    id: 'CVE-2026-10007',
    component: c.libc,
    score: 8.1,
    tier: 'P4',
    base: {
      vex: {
        rule: 'kernel-headers',
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
        impact: 'the package holds header files only; the running kernel is that of the host',
        evidence: ['/usr/include/linux/version.h', 'no file of the package is executable'],
      },
    },
  }),
  {
    shown: true,
    finding: {
      kind: 'lifecycle',
      rule: 'eol/debian-12',
      fingerprint: sha256Hex('eol debian 12'),
      severity: 'high',
      title: 'Debian 12 is no longer supported',
      locations: [{ path: '/usr/lib/os-release', layer: baseLayer }],
      part: 'base',
      risk: {
        tier: 'P3',
        score: 30,
        days: 90,
        factors: [{ name: 'fix', value: 'none', source: 'support period', assumed: false }],
        sentence: 'Security support has ended; new vulnerabilities will not be fixed.',
      },
      lifecycle: {
        period: { product: 'debian', line: '12', released: '2023-06-10', supportedUntil: '2026-06-10', extendedUntil: '2028-06-30' },
        version: '12',
        status: 'extended-only',
        successor: '13',
      },
    },
  },
  {
    shown: true,
    finding: {
      kind: 'license',
      rule: 'license/not-allowed',
      fingerprint: sha256Hex('license libssl3'),
      severity: 'medium',
      title: 'libssl3 is under a licence that is not allowed',
      locations: c.libssl.locations,
      part: 'base',
      risk: {
        tier: 'P4',
        score: 10,
        factors: [{ name: 'severity', value: 'medium', source: 'policy', assumed: false }],
        sentence: 'The policy does not allow this licence.',
      },
      license: { component: c.libssl, expression: 'Apache-2.0', offending: ['Apache-2.0'], rule: 'deny: Apache-2.0' },
    },
  },
  finding({ id: 'GHSA-0000-0000-0000', component: c.hostile, severity: 'low', fixed: '1.0.1\u001b[2J' }),
  finding({
    id: 'CVE-2026-30001',
    component: c.log4j,
    score: 10, tier: 'P1', base: { isNew: true },
    fixed: '2.17.1',
    more: {
      aliases: ['GHSA-jfh8-c2jp-5v3q'],
      exploitPrediction: { cve: 'CVE-2026-30001', probability: 0.4321, percentile: 0.97, date: '2026-11-20' },
    },
  }),
];

function fingerprintsOf(...rules: readonly string[]): readonly string[] {
  return findings.flatMap(({ finding: { rule, fingerprint } }) => (rules.includes(rule) ? fingerprint : []));
}

/** The scan of a made-up Debian image with findings, gaps, an exception and hostile names. */
export const report: ScanReport = {
  schemaVersion: '1.1',
  tool: { name: 'caisson', version: '0.1.0' },
  startedAt: now,
  durationMs: 1834,
  inventory: {
    artifact: {
      kind: 'image',
      reference: 'registry.local/shop:1.4',
      source: 'registry:',
      digest: digestOf('image'),
    },
    image: {
      id: digestOf('image'),
      manifestDigest: digestOf('manifest'),
      names: ['registry.local/shop:1.4'],
      platform: { os: 'linux', architecture: 'amd64' },
      created: '2026-10-30T08:00:00Z',
      env: ['PATH=/usr/bin'],
      entrypoint: ['/app/start'],
      command: [],
      exposedPorts: ['8080/tcp'],
      volumes: [],
      labels: { 'org.opencontainers.image.title': 'shop' },
      annotations: {},
      history: [
        { createdBy: 'ADD rootfs.tar.xz /', emptyLayer: false },
        { createdBy: 'COPY . /app', emptyLayer: false },
      ],
    },
    os: {
      id: 'debian',
      like: [],
      version: '12',
      codename: 'bookworm',
      title: 'Debian GNU/Linux 12 (bookworm)',
      path: '/usr/lib/os-release',
    },
    base: {
      name: 'docker.io/library/debian:12-slim',
      digest: digestOf('base image'),
      evidence: 'layer-chain',
      confidence: 0.95,
      layers: 1,
      reason: 'its layers are the lowest ones of this image',
      created: '2026-09-18T00:00:00Z',
    },
    layers: [
      { diffId: baseLayer, digest: digestOf('base blob'), sizeBytes: 29_150_000, createdBy: 'ADD rootfs.tar.xz /' },
      { diffId: appLayer, digest: digestOf('app blob'), sizeBytes: 81_920_000, createdBy: 'COPY . /app' },
    ],
    components: Object.values(c),
    relations: [
      { from: c.libssl.id, to: c.libc.id, kind: 'depends-on' },
      { from: c.openssl.id, to: c.libssl.id, kind: 'depends-on' },
      { from: c.axios.id, to: c.lodash.id, kind: 'depends-on', scope: 'runtime' },
    ],
    gaps,
    analyzers: { 'os/dpkg': 1, 'lang/npm-lock': 2, 'lang/jar': 1 },
    walked: { files: 4211, bytes: 111_070_000 },
  },
  findings,
  gaps: [
    {
      type: 'gap',
      location: c.binary.locations[0],
      reason: 'unknown-version',
      detail: '漢字ツール states no version, so it was compared with nothing',
    },
  ],
  decision: {
    verdict: 'deny',
    policy: '--fail-on critical',
    reasons: [
      {
        rule: 'severity>=critical && !excepted',
        text: '4 findings are critical',
        findings: findings
          .filter((judged) => judged.finding.severity === 'critical')
          .map((judged) => judged.finding.fingerprint),
      },
    ],
  },
  database: {
    build: `sha256:${sha256Hex('database')}`,
    builtAt: '2026-11-21T20:00:00Z',
    origin: 'updated',
    segments: [
      { name: 'debian-12', advisories: 39_112, newest: '2026-11-20T05:00:00Z', feeds: ['osv:Debian:12'] },
      { name: 'npm', advisories: 7310, newest: '2026-11-21T18:00:00Z', feeds: ['osv:GHSA'] },
      { name: 'maven', advisories: 5120, newest: '2026-11-21T12:00:00Z', feeds: ['osv:GHSA'] },
    ],
  },
  plan: {
    actions: [
      {
        kind: 'os-upgrade',
        title: 'upgrade 2 packages of Debian 12',
        commands: ['apt-get update && apt-get install --only-upgrade openssl libssl3 libc6'],
        changes: [
          { component: c.libssl.id, name: 'libssl3', from: '3.0.15-1~deb12u1', to: '3.0.17-1~deb12u2' },
          { component: c.openssl.id, name: 'openssl', from: '3.0.15-1~deb12u1', to: '3.0.17-1~deb12u2' },
          { component: c.libc.id, name: 'libc6', from: '2.36-9+deb12u9', to: '2.36-9+deb12u10' },
        ],
        removes: fingerprintsOf('CVE-2026-10001', 'CVE-2026-10002', 'CVE-2026-10003'),
        introduces: [],
        effort: 2,
        paths: ['Dockerfile'],
        blockers: [],
      },
      {
        kind: 'bump',
        title: 'bump org.apache.logging.log4j:log4j-core to 2.17.1',
        commands: [],
        changes: [{ component: c.log4j.id, name: 'log4j-core', from: '2.14.0', to: '2.17.1' }],
        removes: fingerprintsOf('CVE-2026-30001'),
        introduces: [],
        effort: 2,
        paths: ['/app/shop.war'],
        blockers: [],
      },
      {
        kind: 'bump',
        title: 'bump axios to 1.8.2',
        commands: ['npm install axios@1.8.2'],
        changes: [
          { component: c.axios.id, name: 'axios', from: '0.21.1', to: '1.8.2' },
          { component: c.lodash.id, name: 'lodash', from: '4.17.15', to: '4.17.21', via: 'axios' },
        ],
        removes: fingerprintsOf('CVE-2026-20001', 'CVE-2026-20002', 'GHSA-29mw-wpgm-hmr9'),
        introduces: ['CVE-2026-20009 axios 1.8.2'],
        effort: 5,
        paths: ['/app/package.json', '/app/package-lock.json'],
        blockers: ['shop-sdk 2.1.0 wants axios ^0.21'],
      },
    ],
    before: 13,
    after: 5,
    remaining: fingerprintsOf('CVE-2026-10004', 'CVE-2026-10005', 'GHSA-0000-0000-0000', 'eol/debian-12', 'license/not-allowed'),
  },
  baseline: { reference: 'main.json' },
  notices: ['exception .caisson-ignore.yaml#1 was not used'],
};
