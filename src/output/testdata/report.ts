import { sha256Hex } from '#kit/hash.ts';
import type { Component } from '#model/component.ts';
import { componentId } from '#model/component.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Digest } from '#model/digest.ts';
import { parseDigest } from '#model/digest.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import type { VulnerabilityFacts } from '#model/finding.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import { formatPurl, type Purl } from '#model/purl.ts';
import type { ScanReport } from '#model/report.ts';
import { type Severity, severityOfScore } from '#model/severity.ts';

/** A made-up Debian image with findings in deb, npm and maven packages, gaps, exceptions and hostile names. */
export const now = '2026-11-22T06:00:00Z';
export const baseLayer = digestOf('base layer');
export const appLayer = digestOf('application layer');
const status: Location = { path: '/var/lib/dpkg/status', layer: baseLayer };
const lock: Location = { path: '/app/package-lock.json', layer: appLayer, line: 812 };
const war: Location = { path: '/app/shop.war!/WEB-INF/lib/log4j-core-2.14.0.jar', layer: appLayer };

function digestOf(text: string): Digest {
  return parseDigest(`sha256:${sha256Hex(text)}`);
}

function deb(name: string, version: string, source?: Component['source']): Component {
  return component(
    'deb',
    { type: 'deb', namespace: 'debian', name, version, qualifiers: { arch: 'amd64', distro: 'debian-12' } },
    status,
    {
      architecture: 'amd64',
      presence: 'installed',
      supplier: 'Debian Maintainers <maint@example.org>',
      ...(source && { source }),
    },
  );
}

function component(
  ecosystem: Ecosystem,
  purl: Purl,
  location: Location,
  more: Partial<Component> = {},
): Component {
  const text = formatPurl(purl);
  const name =
    ecosystem === 'maven' ? `${purl.namespace}:${purl.name}` : (more.name ?? purl.name);
  return {
    id: componentId(text, location.path),
    purl: text,
    version: purl.version ?? '',
    ecosystem,
    presence: 'declared',
    locations: [location],
    ...more,
    name,
  };
}

export const components = {
  libssl: {
    ...deb('libssl3', '3.0.15-1~deb12u1', { name: 'openssl', version: '3.0.15-1~deb12u1' }),
    licenses: [{ expression: 'Apache-2.0' }, { raw: 'Artistic and GPL <see copyright>' }],
    requires: [{ name: 'libc6', range: '>= 2.34' }],
  },
  openssl: deb('openssl', '3.0.15-1~deb12u1', { name: 'openssl', version: '3.0.15-1~deb12u1' }),
  libc: deb('libc6', '2.36-9+deb12u9', { name: 'glibc', version: '2.36-9+deb12u9' }),
  zlib: deb('zlib1g', '1:1.2.13.dfsg-1', { name: 'zlib', version: '1:1.2.13.dfsg-1' }),
  perl: deb('perl-base', '5.36.0-7+deb12u1', { name: 'perl', version: '5.36.0-7+deb12u1' }),
  axios: {
    ...component('npm', { type: 'npm', name: 'axios', version: '0.21.1' }, lock),
    licenses: [{ expression: 'MIT' }],
    scopes: ['runtime'],
    hashes: [{ algorithm: 'sha512', value: 'ab'.repeat(64) }],
  },
  lodash: component('npm', { type: 'npm', name: 'lodash', version: '4.17.15' }, lock, { scopes: ['dev'] }),
  hostile: component(
    'npm',
    { type: 'npm', name: '\u202eevil\u001b[31m<script>alert(1)</script>', version: '1.0.0' },
    lock,
  ),
  log4j: component(
    'maven',
    { type: 'maven', namespace: 'org.apache.logging.log4j', name: 'log4j-core', version: '2.14.0' },
    war,
    { presence: 'embedded', hashes: [{ algorithm: 'sha1', value: '0f'.repeat(20) }] },
  ),
  binary: component('generic', { type: 'generic', name: '漢字ツール' }, { path: '/opt/tool/漢字ツール', layer: appLayer }, {
    presence: 'embedded',
  }),
} as const satisfies Record<string, Component>;

interface Sketch {
  readonly id: string;
  readonly component: Component;
  readonly score?: number;
  readonly severity?: Severity;
  readonly fixed?: string;
  readonly more?: Partial<VulnerabilityFacts>;
}

/** A finding with the evidence that a matcher would give it. */
export function finding(sketch: Sketch): JudgedFinding {
  const { component: of, id, fixed } = sketch;
  const severity = sketch.severity ?? severityOfScore(sketch.score ?? 0);
  const subject = of.source?.name ?? of.name;
  const distribution = of.ecosystem === 'deb';
  return {
    shown: true,
    finding: {
      kind: 'vulnerability',
      rule: id,
      fingerprint: sha256Hex(`${id} ${of.id}`),
      severity,
      title: `${id} in ${of.name} ${of.version}`,
      locations: of.locations,
      vulnerability: {
        id,
        aliases: [],
        component: of,
        state: fixed === undefined ? 'affected' : 'fixed',
        ...(fixed !== undefined && { fixedVersion: fixed }),
        ...(severity !== 'unknown' && { severitySource: distribution ? 'nvd' : 'ghsa' }),
        cvss:
          sketch.score === undefined
            ? []
            : [{ version: '3.1', vector: vectorOf(sketch.score), score: sketch.score, source: 'nvd' }],
        published: '2026-08-01T00:00:00Z',
        modified: '2026-11-20T03:00:00Z',
        evidence: [
          {
            advisory: {
              id: distribution ? `DSA-9${id.slice(-3)}-1` : id,
              feed: distribution ? 'osv:Debian:12' : 'osv:GHSA',
              url: `https://advisories.example/${id}`,
              state: fixed === undefined ? 'affected' : 'fixed',
              ranges: [{ introduced: '0', ...(fixed !== undefined && { fixed }) }],
              severity,
            },
            because: {
              segment: distribution ? 'debian-12' : of.ecosystem,
              package: subject,
              comparedVersion: of.source?.version ?? of.version,
              scheme: distribution ? 'deb' : of.ecosystem,
              range: { introduced: '0', ...(fixed !== undefined && { fixed }) },
            },
          },
        ],
        ...sketch.more,
      },
    },
  };
}

function vectorOf(score: number): string {
  if (score >= 9) return 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  if (score >= 7) return 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H';
  if (score >= 4) return 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H';
  return 'CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N';
}

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

const c = components;
const findings: readonly JudgedFinding[] = [
  finding({
    id: 'CVE-2026-10001',
    component: c.libssl,
    score: 9.8,
    fixed: '3.0.17-1~deb12u2',
    more: {
      aliases: ['DSA-9001-1'],
      knownExploited: { cve: 'CVE-2026-10001', added: '2026-09-03', due: '2026-09-24', ransomware: true },
      exploitPrediction: { cve: 'CVE-2026-10001', probability: 0.9412, percentile: 0.9987, date: '2026-11-20' },
    },
  }),
  finding({ id: 'CVE-2026-10001', component: c.openssl, score: 9.8, fixed: '3.0.17-1~deb12u2' }),
  finding({ id: 'CVE-2026-10002', component: c.libssl, score: 7.5, fixed: '3.0.16-1~deb12u1' }),
  finding({ id: 'CVE-2026-10003', component: c.libc, score: 5.5, fixed: '2.36-9+deb12u10' }),
  finding({ id: 'CVE-2026-10004', component: c.zlib, score: 9.1, more: { state: 'wont_fix' } }),
  finding({ id: 'CVE-2026-10005', component: c.perl, severity: 'unknown', more: { state: 'deferred' } }),
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
    score: 7.5,
    fixed: '1.8.2',
    more: { aliases: ['GHSA-jr5f-v2jv-69x6'] },
  }),
  finding({ id: 'GHSA-29mw-wpgm-hmr9', component: c.lodash, score: 5.3, fixed: '4.17.21' }),
  finding({ id: 'CVE-2026-20002', component: c.lodash, score: 7.2, fixed: '4.17.19' }),
  finding({ id: 'GHSA-0000-0000-0000', component: c.hostile, severity: 'low', fixed: '1.0.1\u001b[2J' }),
  finding({
    id: 'CVE-2026-30001',
    component: c.log4j,
    score: 10,
    fixed: '2.17.1',
    more: {
      aliases: ['GHSA-jfh8-c2jp-5v3q'],
      exploitPrediction: { cve: 'CVE-2026-30001', probability: 0.4321, percentile: 0.97, date: '2026-11-20' },
    },
  }),
];

export const report: ScanReport = {
  schemaVersion: '1.0',
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
    layers: [
      { diffId: baseLayer, digest: digestOf('base blob'), sizeBytes: 29_150_000, createdBy: 'ADD rootfs.tar.xz /' },
      { diffId: appLayer, digest: digestOf('app blob'), sizeBytes: 81_920_000, createdBy: 'COPY . /app' },
    ],
    components: Object.values(components),
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
  notices: ['exception .caisson-ignore.yaml#1 was not used'],
};

/** Nothing found because nothing could be looked at. */
export const emptyReport: ScanReport = {
  ...report,
  inventory: {
    artifact: { kind: 'filesystem', reference: './empty', source: 'dir:' },
    layers: [],
    components: [],
    relations: [],
    gaps: [],
    analyzers: {},
    walked: { files: 0, bytes: 0 },
  },
  findings: [],
  gaps: [],
  decision: { verdict: 'allow', policy: 'default', reasons: [] },
  database: { ...report.database, origin: 'bundled', segments: [] },
  notices: [],
};

/** The fixture's findings over and over, each with a component of its own, for measuring. */
export function largeReport(count: number): ScanReport {
  const many = Array.from({ length: count }, (_, index) => {
    const base = findings[index % findings.length] ?? finding({ id: 'CVE-2026-1', component: c.axios });
    const of = base.finding.vulnerability.component;
    const name = `${of.name}-${Math.floor(index / 7)}`;
    const id = `${of.id}-${index}`;
    const copy: Component = { ...of, id, name, ...(of.source && { source: { ...of.source, name } }) };
    const rule = `CVE-2026-${50_000 + index}`;
    return {
      ...base,
      finding: {
        ...base.finding,
        rule,
        fingerprint: sha256Hex(`${index}`),
        vulnerability: { ...base.finding.vulnerability, id: rule, component: copy },
      },
    };
  });
  return {
    ...report,
    inventory: { ...report.inventory, components: many.map((judged) => judged.finding.vulnerability.component) },
    findings: many,
  };
}

/** The fixture with `text` in every place that outsiders can fill. */
export function withText(text: string): ScanReport {
  const location: Location = { path: text, layer: appLayer };
  const hostile: Component = {
    ...c.libssl,
    id: `${c.libssl.id}#hostile${text}`,
    name: text,
    version: text,
    source: { name: text, version: text },
    architecture: text,
    supplier: text,
    modularity: text,
    licenses: [{ raw: text }],
    locations: [location],
  };
  const base = finding({ id: text, component: hostile, score: 9.8, fixed: text });
  const judged: JudgedFinding = {
    ...base,
    finding: { ...base.finding, title: text, vulnerability: { ...base.finding.vulnerability, aliases: [text], severitySource: text } },
  };
  const gap: Gap = { type: 'gap', location, reason: 'malformed', detail: text };
  return {
    ...report,
    inventory: {
      ...report.inventory,
      artifact: { ...report.inventory.artifact, reference: text },
      layers: [{ diffId: appLayer, createdBy: text }],
      components: [...report.inventory.components, hostile],
      gaps: [gap],
    },
    findings: [judged, { ...judged, exception: { origin: text, justification: text, note: text, owner: text } }],
    gaps: [gap],
    decision: { verdict: 'deny', policy: text, reasons: [{ rule: text, text, findings: [] }] },
    notices: [text],
  };
}
