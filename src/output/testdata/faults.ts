import { sha256Hex } from '#kit/hash.ts';
import { type JudgedFinding, noGate } from '#model/decision.ts';
import type { Fault } from '#model/fault.ts';
import type { Risk, Tier } from '#model/risk.ts';
import type { ScanReport } from '#model/report.ts';
import type { Secret } from '#model/secret.ts';
import { report } from './report.ts';
import { appLayer, baseLayer } from './software.ts';

type Rest = Omit<JudgedFinding, 'finding' | 'shown'>;

function faultFinding(fault: Fault, tier: Tier, rest: Rest = {}): JudgedFinding {
  return {
    shown: true,
    ...rest,
    finding: {
      kind: fault.kind,
      rule: fault.rule,
      fingerprint: sha256Hex(`${fault.rule} ${JSON.stringify(fault.locations)}`),
      severity: fault.severity,
      title: fault.title,
      locations: fault.locations,
      risk: riskOf(tier, fault.message),
      fault,
    },
  };
}

function secretFinding(secret: Secret, tier: Tier, rest: Rest = {}): JudgedFinding {
  return {
    shown: true,
    ...rest,
    finding: {
      kind: 'secret',
      rule: secret.rule,
      fingerprint: sha256Hex(`${secret.rule} ${JSON.stringify(secret.location)}`),
      severity: secret.severity,
      title: secret.title,
      locations: [secret.location],
      risk: riskOf(tier, `${secret.title} lies where others can read it.`),
      secret,
    },
  };
}

function riskOf(tier: Tier, sentence: string): Risk {
  const score = { P0: 95, P1: 80, P2: 50, P3: 30, P4: 10 }[tier];
  return { tier, score, factors: [], sentence };
}

const references = ['https://checks.example/why', 'https://docs.example/build?a=1&b=2'] as const;

const token: Secret = {
  rule: 'github-pat',
  title: 'GitHub personal access token',
  class: 'provider-token',
  provider: 'github.com',
  severity: 'critical',
  location: { path: '/app/.env', layer: baseLayer, line: 3, column: 14, endLine: 3, endColumn: 54 },
  key: '5b1a6baf54cf034cc99759a419409428',
  ending: 'x9Zf',
  length: 40,
  excerpt: 'GITHUB_TOKEN=********************',
  proof: 'checksum',
  remediation: 'Delete it in the settings of the account and read the security log.',
  references,
  aliases: ['gitleaks:github-pat', 'trivy:github-pat'],
  more: 2,
};

const fromLine: Fault = {
  kind: 'misconfiguration',
  rule: 'CSN-DF-0045',
  severity: 'medium',
  title: 'The base image is named without a version',
  locations: [{ path: 'Dockerfile', line: 1, column: 6, endLine: 1, endColumn: 12 }],
  message: '"debian" has neither tag nor digest',
  subject: 'stage 0',
  rationale: 'Whoever moves the tag changes what is built.',
  remediation: 'Name a tag, better a digest.',
  aliases: ['hadolint:DL3006', 'trivy:DS-0001'],
  references,
  controls: ['cis-docker-1.6:4.2'],
};

const injection: Fault = {
  kind: 'misconfiguration',
  rule: 'CSN-CI-0001',
  severity: 'critical',
  title: 'A value from outside is expanded into program text',
  locations: [{ path: '.github/workflows/ci.yml', line: 8, column: 24, endLine: 8, endColumn: 55 }],
  message: '"github.event.pull_request.title" becomes a part of the program in run',
  subject: 'build',
  evidence: [{ label: 'path', text: 'github.event.pull_request.title → run' }],
  remediation: 'Put the value into an environment variable of the step.',
  aliases: ['zizmor:template-injection'],
  references,
  fixes: [
    {
      title: 'pass the value through an environment variable',
      safety: 'safe',
      edits: [
        { start: 180, end: 180, text: 'env:\n  TITLE: ${{ github.event.pull_request.title }}\n' },
        { start: 191, end: 229, text: '${TITLE}' },
      ],
    },
  ],
};

const changeOfDirectory: Fault = {
  ...fromLine,
  rule: 'CSN-DF-0044',
  severity: 'low',
  title: 'cd in RUN',
  locations: [{ path: 'Dockerfile', line: 4, column: 5, endLine: 4, endColumn: 12 }],
  message: 'the directory changes for this instruction only',
  allowed: { marker: '# hadolint ignore=DL3003', line: 3 },
};

const acceptedInFile = {
  exception: {
    origin: 'Dockerfile:3',
    justification: 'accepted in the file itself',
    note: 'hadolint ignore=DL3003',
  },
} as const;

const acceptedElsewhere = {
  exception: { origin: '.caisson-ignore.yaml#1', justification: 'test data', owner: 'shop-team' },
} as const;

/** What `caisson check` finds in a directory: a patch, a marker, an accepted secret, text without a place. */
export const checkReport: ScanReport = {
  schemaVersion: '1.3',
  tool: report.tool,
  startedAt: report.startedAt ?? '',
  durationMs: 45,
  inventory: {
    artifact: { kind: 'filesystem', reference: '.', source: 'check' },
    layers: [],
    components: [],
    relations: [],
    gaps: [
      {
        type: 'gap',
        location: { path: 'build/Dockerfile', line: 7, column: 2 },
        reason: 'malformed',
        detail: 'unknown instruction "RUNN"',
      },
    ],
    analyzers: {},
    walked: { files: 5, bytes: 4321 },
  },
  findings: [
    faultFinding(injection, 'P2'),
    faultFinding(fromLine, 'P3'),
    faultFinding(changeOfDirectory, 'P4', acceptedInFile),
    secretFinding({ ...token, location: { path: '.env', line: 3, column: 14, endLine: 3, endColumn: 54 } }, 'P1'),
    secretFinding(
      {
        ...token,
        location: { path: 'test/fixture.pem', line: 1, column: 1, endLine: 4, endColumn: 30 },
        rule: 'private-key',
        title: 'Private key, PEM',
        class: 'private-key',
        ending: '',
        excerpt: '-----BEGIN PRIVATE KEY-----********',
      },
      'P1',
      acceptedElsewhere,
    ),
  ],
  gaps: [],
  decision: { verdict: 'allow', policy: noGate, reasons: [] },
  database: { build: '', builtAt: '', origin: 'none', segments: [] },
  notices: [],
};

const setUid: Fault = {
  kind: 'misconfiguration',
  rule: 'CSN-IMG-0021',
  severity: 'low',
  title: 'A program runs as its owner whoever starts it',
  locations: [{ path: '/usr/bin/su', layer: baseLayer }],
  message: '/usr/bin/su is set-uid root',
  remediation: 'Take the bit away where nobody needs it.',
  aliases: ['dockle:CIS-DI-0008'],
  references,
};

const exposed: Fault = {
  kind: 'credential',
  rule: 'CSN-CRED-0003',
  severity: 'critical',
  title: 'An account has a password that everybody knows',
  locations: [{ path: '/etc/shadow', layer: appLayer, line: 21 }],
  message: 'account "admin" has the password of its own name (yescrypt)',
  subject: 'admin',
  evidence: [{ label: 'hash', text: 'yescrypt, tried 214 candidates' }],
  remediation: 'Lock the account or set a password of its own at the first start.',
  aliases: [],
  references,
};

const miner: Fault = {
  kind: 'malware',
  rule: 'CSN-MAL-0004',
  severity: 'critical',
  title: 'A program that mines for money',
  locations: [{ path: '/usr/local/bin/kworkerd', layer: appLayer }],
  message: 'four signals of a miner in one program',
  evidence: [
    { label: 'strings', text: 'stratum+tcp://, donate-level' },
    { label: 'weight', text: '9 of 10' },
  ],
  remediation: 'Throw the image away and find out who built it.',
  aliases: ['openioc:miner'],
  references,
  hidden: { state: 'overwritten', by: appLayer },
};

const user: Fault = {
  ...fromLine,
  rule: 'CSN-IMG-0001',
  severity: 'high',
  title: 'The image runs as root',
  locations: [{ path: 'config.User' }],
  message: 'User is empty, so everything runs as root',
};

/** What a scan of an image adds: secrets in lower layers and in the configuration, credentials, malware, wasted space. */
export const imageReport: ScanReport = {
  ...report,
  inventory: {
    ...report.inventory,
    files: {
      notable: [],
      efficiency: {
        score: 0.8734,
        totalBytes: 111_070_000,
        wastedBytes: 14_061_462,
        worst: [
          { path: '/var/lib/apt/lists/deb.debian.org_main_Packages', bytes: 9_112_400, copies: 2 },
          { path: '/app/core', bytes: 4_900_000, copies: 2 },
        ],
        layers: [
          { layer: baseLayer, bytes: 29_150_000, files: 3200 },
          { layer: appLayer, bytes: 81_920_000, files: 1011 },
        ],
      },
    },
  },
  findings: [
    ...report.findings,
    secretFinding({ ...token, hidden: { state: 'deleted', by: appLayer } }, 'P1'),
    secretFinding(
      {
        ...token,
        rule: 'generic-password',
        title: 'Password',
        class: 'password',
        severity: 'high',
        location: { path: 'config.Env[3]' },
        ending: '',
        length: 9,
        excerpt: 'DB_PASSWORD=*********',
        aliases: [],
      },
      'P2',
    ),
    secretFinding(
      {
        ...token,
        location: { path: '/srv/app.jar!/config.json', layer: appLayer, line: 1, column: 9 },
        decoders: ['base64', 'gzip'],
        details: { account: 'shop' },
      },
      'P1',
    ),
    faultFinding(exposed, 'P0'),
    faultFinding(miner, 'P0'),
    faultFinding(user, 'P3'),
    ...['/usr/bin/su', '/usr/bin/passwd', '/usr/bin/chsh', '/opt/漢字'].map((path) =>
      faultFinding(
        { ...setUid, locations: [{ path, layer: baseLayer }], message: `${path} is set-uid root` },
        'P4',
      ),
    ),
  ],
};
