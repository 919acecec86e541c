import type { AnswerOf } from '#wire/routes.ts';
import { SeededRandom } from './console-random.ts';

export type Finding = AnswerOf<'readFinding'>;
export type Image = AnswerOf<'readImage'>;
export type Exception = AnswerOf<'readException'>;

/** An estate as a console would see it: images, findings, exceptions; the same for the same seed and time. */
export interface Estate {
  readonly images: readonly Image[];
  readonly findings: readonly Finding[];
  readonly exceptions: readonly Exception[];
}

const day = 86_400_000;

const faults = [
  [
    'CVE-2024-6387',
    'Signal handler race in sshd lets attackers run code',
    'critical',
    'openssh-server',
    '1:9.2p1-2+deb12u2',
    '1:9.2p1-2+deb12u3',
    8.1,
    0.71,
    true,
  ],
  [
    'CVE-2023-44487',
    'HTTP/2 rapid reset exhausts the server',
    'high',
    'nginx',
    '1.25.1',
    '1.25.3',
    7.5,
    0.94,
    true,
  ],
  [
    'CVE-2021-44228',
    'Log4Shell: JNDI lookups in messages run remote code',
    'critical',
    'log4j-core',
    '2.14.1',
    '2.17.1',
    10,
    0.97,
    true,
  ],
  [
    'CVE-2024-3094',
    'Malicious code in the xz tarballs',
    'critical',
    'xz-utils',
    '5.6.0-0.2',
    '5.6.1+really5.4.5-1',
    10,
    0.86,
    false,
  ],
  [
    'CVE-2023-4911',
    'Buffer overflow in the loader of glibc (Looney Tunables)',
    'high',
    'libc6',
    '2.36-9+deb12u1',
    '2.36-9+deb12u3',
    7.8,
    0.41,
    true,
  ],
  [
    'CVE-2024-24790',
    'net/netip: wrong answers for IPv4-mapped addresses',
    'critical',
    'stdlib',
    '1.21.5',
    '1.21.11',
    9.8,
    0.02,
    false,
  ],
  [
    'CVE-2023-5363',
    'Key and IV length are taken wrongly in OpenSSL ciphers',
    'high',
    'libssl3',
    '3.0.11-1',
    '3.0.11-1~deb12u2',
    7.5,
    0.06,
    false,
  ],
  [
    'CVE-2024-28849',
    'follow-redirects leaks the Proxy-Authorization header',
    'medium',
    'follow-redirects',
    '1.15.4',
    '1.15.6',
    6.5,
    0.01,
    false,
  ],
  [
    'CVE-2022-25883',
    'Regular expression of semver is slow on hostile ranges',
    'high',
    'semver',
    '7.3.7',
    '7.5.2',
    7.5,
    0.03,
    false,
  ],
  [
    'CVE-2023-29491',
    'ncurses: memory corruption by terminfo of the user',
    'high',
    'libtinfo6',
    '6.4-2',
    '',
    7.8,
    0.01,
    false,
  ],
  [
    'CVE-2005-2541',
    'tar keeps set-uid bits without a warning',
    'low',
    'tar',
    '1.34+dfsg-1.2',
    '',
    3.3,
    0.04,
    false,
  ],
  [
    'CVE-2024-37371',
    'krb5: invalid memory reads of message tokens',
    'critical',
    'libkrb5-3',
    '1.20.1-2+deb12u1',
    '1.20.1-2+deb12u2',
    9.1,
    0.05,
    false,
  ],
] as const;

const repositories = [
  ['registry.example/shop/checkout', '2.14.0', 'shop', 'internet'],
  ['registry.example/shop/web', '5.3.1', 'shop', 'internet'],
  ['registry.example/shop/catalogue', '1.9.0', 'shop', 'cluster'],
  ['registry.example/payments/ledger', '0.42.7', 'payments', 'cluster'],
  [
    'registry.example/payments/fraud-scoring-service-with-a-very-long-name',
    '2026-11-20-build.4711',
    'payments',
    'isolated',
  ],
  ['registry.example/platform/gateway', '3.0.2', 'platform', 'internet'],
  ['docker.io/library/nginx', '1.25.1', 'platform', 'internet'],
  ['docker.io/library/postgres', '15.4', 'platform', 'cluster'],
  ['docker.io/library/redis', '7.2.1', 'shop', 'cluster'],
  ['quay.io/prometheus/prometheus', 'v2.47.0', 'monitoring', 'cluster'],
  ['ghcr.io/team/batch', 'main', 'data', 'unknown'],
  ['registry.example/legacy/java-portal', '8', 'legacy', 'internet'],
] as const;

/** Makes an estate; `now` in milliseconds since the epoch. */
export function makeEstate(now: number, seed = 7): Estate {
  const random = new SeededRandom(seed);
  const findings = makeFindings(now, random);
  const images = repositories.map((_, at) => makeImage(at, { now, random, findings }));
  return { images, findings, exceptions: makeExceptions(now, findings) };
}

function makeFindings(now: number, random: SeededRandom): Finding[] {
  const made: Finding[] = [];
  repositories.forEach((repository, imageAt) => {
    faults.forEach((fault, faultAt) => {
      if (random.next() < 0.35) return;
      made.push(
        makeFinding({ now, random, id: made.length + 1, repository, imageAt, fault, faultAt }),
      );
    });
  });
  const kinds = ['secret', 'misconfiguration', 'lifecycle', 'license'] as const;
  kinds.forEach((kind, at) => {
    const like = made[at * 3];
    if (like === undefined) return;
    const texts = {
      secret: ['aws-access-key', 'An access key lies in a layer'],
      misconfiguration: ['CAI-K8S-0012', 'The container may gain privileges'],
      lifecycle: ['eol-debian-10', 'Debian 10 gets no more fixes'],
      license: ['AGPL-3.0-only', 'A license that the policy does not allow'],
    } as const;
    const { component: _component, ...rest } = like;
    made.push({
      ...rest,
      id: String(made.length + 1),
      kind,
      rule: texts[kind][0],
      title: texts[kind][1],
      epss: undefined,
      sentence: `${texts[kind][1]}; it was seen in ${like.asset.name}.`,
    });
  });
  const order = ['P0', 'P1', 'P2', 'P3', 'P4'];
  return made.toSorted(
    (a, b) => order.indexOf(a.tier) - order.indexOf(b.tier) || b.score - a.score,
  );
}

function makeFinding(given: {
  readonly now: number;
  readonly random: SeededRandom;
  readonly id: number;
  readonly repository: (typeof repositories)[number];
  readonly imageAt: number;
  readonly fault: (typeof faults)[number];
  readonly faultAt: number;
}): Finding {
  const { now, random, repository, fault } = given;
  const [rule, title, severity, name, version, fixedVersion, cvss, epss, exploited] = fault;
  const [repositoryName, tag, namespace, exposure] = repository;
  const usage = random.of(['loaded', 'loaded', 'not-loaded', 'unknown'] as const);
  const tier = tierOf({ exploited, usage, exposure, cvss });
  const firstSeen = now - (1 + random.whole(60)) * day;
  const due = firstSeen + ({ P0: 3, P1: 7, P2: 30, P3: 90, P4: 365 }[tier] ?? 365) * day;
  return {
    id: String(given.id),
    fingerprint: `v1:${random.hex(32)}`,
    kind: 'vulnerability',
    rule,
    title,
    severity,
    tier,
    score: Math.round(10 * (cvss * 6 + epss * 30 + (usage === 'loaded' ? 10 : 0))) / 10,
    state: random.next() < 0.1 ? 'acknowledged' : 'open',
    asset: { id: `img-${given.imageAt}`, kind: 'image', name: `${repositoryName}:${tag}` },
    component: { name, version, purl: `pkg:deb/debian/${name}@${encodeURIComponent(version)}` },
    ...(fixedVersion === '' ? {} : { fixedVersion }),
    exploited,
    epss,
    usage,
    exposure,
    ...(random.next() < 0.4
      ? { owner: random.of(['ada', 'grace', 'team-payments'] as const) }
      : {}),
    firstSeen,
    lastSeen: now - random.whole(20) * 3_600_000,
    due,
    breached: due < now,
    sentence: `${exploited ? 'Known exploited; ' : ''}${name} is ${usage === 'loaded' ? `loaded by 3 pods of ${namespace}` : usage === 'not-loaded' ? 'not loaded' : 'perhaps loaded (not observed)'}, ${exposure === 'internet' ? 'reachable from the internet' : exposure === 'cluster' ? 'reachable inside the cluster' : exposure === 'isolated' ? 'isolated' : 'exposure unknown'}${fixedVersion === '' ? '; no fix yet.' : `; fixed in ${fixedVersion}.`}`,
    factors: [
      {
        name: 'exploitation',
        value: exploited ? 'active' : epss > 0.1 ? 'likely' : 'none',
        source: exploited ? 'CISA KEV' : 'EPSS',
        date: '2026-11-21',
        assumed: false,
        share: exploited ? 0.34 : 0.12,
      },
      {
        name: 'usage',
        value: usage,
        source: usage === 'unknown' ? 'not observed' : 'sensor',
        assumed: usage === 'unknown',
        share: 0.22,
      },
      {
        name: 'exposure',
        value: exposure,
        source: 'Service and flows',
        assumed: exposure === 'unknown',
        share: 0.24,
      },
      {
        name: 'impact',
        value: `CVSS ${cvss}`,
        source: 'NVD',
        date: '2026-10-02',
        assumed: false,
        share: 0.2,
      },
    ],
    locations: [
      { path: `/usr/share/doc/${name}/copyright`, layer: 2 },
      { path: `/usr/lib/x86_64-linux-gnu/${name}.so`, layer: 2 },
    ],
    aliases: [`DSA-${5500 + given.faultAt}-1`],
    evidence: [
      { label: 'Package database', text: `/var/lib/dpkg/status lists ${name} ${version}` },
      {
        label: 'Advisory',
        text:
          fixedVersion === ''
            ? 'no fixed version is known'
            : `fixed in ${fixedVersion}, installed is older`,
      },
    ],
    fix: fixedVersion === '' ? [] : [`apt-get update && apt-get install --only-upgrade ${name}`],
    links: [
      `https://security-tracker.debian.org/tracker/${rule}`,
      `https://nvd.nist.gov/vuln/detail/${rule}`,
    ],
    workloads: [
      {
        id: `w-${given.imageAt}`,
        name: `${repositoryName.split('/').at(-1) ?? ''}`,
        place: { cluster: 'west-1', namespace },
        usage,
        exposure,
        ...(usage === 'loaded' ? { firstLoaded: now - 9 * day, lastLoaded: now - 3_600_000 } : {}),
      },
    ],
    history: [
      { time: now - 2 * 3_600_000, by: 'caisson', text: 'seen again in the scan of this morning' },
      { time: firstSeen, by: 'caisson', text: `first seen as ${tier}` },
    ],
    version: 1,
  };
}

function tierOf(facts: {
  readonly exploited: boolean;
  readonly usage: string;
  readonly exposure: string;
  readonly cvss: number;
}): Finding['tier'] {
  if (facts.exploited && facts.usage !== 'not-loaded' && facts.exposure !== 'isolated') return 'P0';
  if (facts.exploited) return 'P1';
  if (facts.cvss >= 9 && facts.exposure === 'internet') return 'P1';
  if (facts.cvss >= 7) return facts.usage === 'not-loaded' ? 'P3' : 'P2';
  return facts.cvss >= 4 ? 'P3' : 'P4';
}

/** Counts by tier, as assets carry them. */
export function countsOf(findings: readonly Finding[]): Image['findings'] {
  const open = findings.filter(
    (finding) => finding.state === 'open' || finding.state === 'acknowledged',
  );
  function tier(name: string): number {
    return open.filter((finding) => finding.tier === name).length;
  }
  return {
    P0: tier('P0'),
    P1: tier('P1'),
    P2: tier('P2'),
    P3: tier('P3'),
    P4: tier('P4'),
    total: open.length,
    fixable: open.filter((finding) => finding.fixedVersion !== undefined).length,
    exploited: open.filter((finding) => finding.exploited).length,
  };
}

const noCounts = { P0: 0, P1: 0, P2: 0, P3: 0, P4: 0, total: 0, fixable: 0, exploited: 0 };

function makeImage(
  at: number,
  given: {
    readonly now: number;
    readonly random: SeededRandom;
    readonly findings: readonly Finding[];
  },
): Image {
  const { now, random } = given;
  const [repository, tag, namespace, exposure] = repositories[at] ?? repositories[0];
  const own = given.findings.filter((finding) => finding.asset.id === `img-${at}`);
  const scan = at === 10 ? 'failed' : at === 9 ? 'waiting' : 'scanned';
  const gaps = at % 4 === 1 ? 2 : 0;
  const instructions = [
    'ADD rootfs.tar.xz /',
    'RUN apt-get update && apt-get install -y --no-install-recommends openssh-server ca-certificates',
    'COPY package.json package-lock.json ./',
    'RUN npm ci --omit=dev',
    'COPY . .',
  ];
  return {
    id: `img-${at}`,
    name: `${repository}:${tag}`,
    names: [`${repository}:${tag}`],
    digest: `sha256:${random.hex(64)}`,
    manifest: `sha256:${random.hex(64)}`,
    os: 'Debian 12',
    created: now - (at + 3) * day,
    sizeBytes: 40_000_000 + random.whole(600_000_000),
    firstSeen: now - 80 * day,
    lastSeen: now - random.whole(300) * 60_000,
    ...(scan === 'scanned' ? { scanned: now - random.whole(30) * 3_600_000 } : {}),
    scan,
    ...(scan === 'failed' ? { scanError: 'the registry refused the pull: 401 unauthorized' } : {}),
    gaps,
    components: 90 + random.whole(400),
    running: exposure === 'unknown' ? 0 : 1 + random.whole(6),
    base: 'docker.io/library/debian:12-slim',
    signed: random.of(['verified', 'unverified', 'unknown'] as const),
    findings: scan === 'scanned' ? countsOf(own) : noCounts,
    exposure,
    layers: instructions.map((createdBy, number) => ({
      number,
      diffId: `sha256:${random.hex(64)}`,
      sizeBytes: 1_000_000 + random.whole(90_000_000),
      createdBy,
      part: number === 0 ? 'base' : 'application',
      components: random.whole(120),
      findings: number === 1 ? countsOf(own) : noCounts,
    })),
    gapList:
      gaps === 0
        ? []
        : [
            {
              reason: 'archive.encrypted',
              path: '/srv/data/export.zip',
              detail: 'encrypted, so nothing in it was examined',
            },
            {
              reason: 'advisory.missing',
              detail: 'no advisories are known for 3 components of ecosystem conan',
            },
          ],
    workloads: [
      {
        id: `w-${at}`,
        name: repository.split('/').at(-1) ?? '',
        place: { cluster: 'west-1', namespace },
      },
    ],
    configuration: {
      user: at % 2 === 0 ? '1000' : 'root',
      entrypoint: ['/usr/bin/tini', '--'],
      command: ['node', 'server.js'],
      ports: ['8080/tcp'],
      labels: { 'org.opencontainers.image.source': 'https://git.example/shop/checkout' },
    },
    plan: [
      {
        title: 'Rebuild on debian:12.8-slim',
        commands: ['docker build --pull -t IMAGE .'],
        removes: 7,
        effort: 1,
      },
      {
        title: 'Raise follow-redirects to 1.15.6',
        commands: ['npm install follow-redirects@1.15.6'],
        removes: 1,
        effort: 2,
      },
    ],
    previous: [
      {
        id: `img-${(at + 1) % repositories.length}`,
        digest: `sha256:${random.hex(64)}`,
        name: `${repository}:${tag}`,
        scanned: now - 9 * day,
      },
    ],
    database: { build: '2026-11-22.1', builtAt: '2026-11-22T04:10:00Z' },
  };
}

function makeExceptions(now: number, findings: readonly Finding[]): Exception[] {
  const states = [
    'requested',
    'requested',
    'active',
    'active',
    'active',
    'ended',
    'rejected',
  ] as const;
  return states.map((state, at) => ({
    id: String(at + 1),
    scope: {
      rule: findings[at * 2]?.rule ?? 'CVE-2024-6387',
      ...(at % 2 === 0
        ? { repository: 'registry.example/shop' }
        : { namespace: 'payments', cluster: 'west-1' }),
    },
    justification: at % 2 === 0 ? 'vulnerable_code_not_in_execute_path' : 'risk_accepted',
    reason:
      at % 2 === 0
        ? 'sshd is installed but no unit starts it; checked in the running pods'
        : 'The move to the new base is planned for sprint 48',
    owner: 'ada',
    requestedBy: at === 1 ? 'root' : 'grace',
    requested: now - (at + 1) * 5 * day,
    state,
    ...(state === 'active' ? { approvedBy: 'margaret', approved: now - at * 4 * day } : {}),
    ...(state === 'ended' ? { endedReason: 'a fix is there: 1:9.2p1-2+deb12u3' } : {}),
    ends: at % 2 === 0 ? ['date', 'exploited'] : ['date'],
    expires: now + (at * 9 - 4) * day,
    findings: 3 + at,
    version: 1,
  }));
}
