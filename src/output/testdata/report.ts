import { sha256Hex } from '#kit/hash.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { findings } from './findings.ts';
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

function fingerprintsOf(...rules: readonly string[]): readonly string[] {
  return findings.flatMap(({ finding: { rule, fingerprint } }) => (rules.includes(rule) ? fingerprint : []));
}

/** The scan of a made-up Debian image with findings, gaps, an exception and hostile names. */
export const report: ScanReport = {
  schemaVersion: '1.3',
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
