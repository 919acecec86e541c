import { type Permission, permissions } from '#wire/permission.ts';
import type { InputOf, OperationId } from '#wire/routes.ts';
import { countsOf, type Estate, type Finding } from './console-estate.ts';

/** Answers of one operation; it may throw `ApiFault`. */
export type Answers = { [Id in OperationId]?: (input: InputOf<Id>) => unknown };

/** An error that the server answers as a problem document. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const day = 86_400_000;

/** Answers for what the first pages show; everything else is made up from its schema. */
export function answersOf(estate: Estate, now: number): Answers {
  return {
    ...findingAnswers(estate, now),
    ...assetAnswers(estate),
    ...overviewAnswers(estate, now),
    ...adminAnswers(now),
    ...sessionAnswers(now),
  };
}

function findingAnswers(estate: Estate, now: number): Answers {
  const exceptions = [...estate.exceptions];
  return {
    listFindings: ({ query }) => pageFrom(filtered(estate, query), query),
    countFindings: ({ query }) => facetsOf(filtered(estate, query)),
    readFinding: ({ params }) => found(estate.findings.find((finding) => finding.id === params.id)),
    decideFindings: ({ body }) => {
      const of = estate.findings.filter((finding) => body.ids?.includes(finding.id) ?? true);
      return {
        findings: of.length,
        assets: new Set(of.map((one) => one.asset.id)).size,
        byTier: byTier(of),
      };
    },
    listVulnerabilities: ({ query }) => pageFrom(vulnerabilities(filtered(estate, query)), query),
    readFixFirst: () => fixFirst(estate),
    listExceptions: ({ query }) =>
      pageFrom(
        exceptions.filter((one) => query.state?.includes(one.state) ?? true),
        query,
      ),
    readException: ({ params }) => found(exceptions.find((one) => one.id === params.id)),
    previewException: ({ body }) => {
      const of = estate.findings.filter(
        (finding) =>
          finding.rule === body.scope.rule &&
          (body.scope.asset === undefined || finding.asset.id === body.scope.asset),
      );
      return { findings: of.length, assets: of.length, byTier: byTier(of), sample: of.slice(0, 5) };
    },
    requestException: ({ body }) => {
      const made = {
        ...body,
        id: String(exceptions.length + 1),
        requestedBy: 'ada',
        requested: now,
        state: 'requested',
        findings: 4,
        version: 1,
      } as const;
      exceptions.push(made);
      return made;
    },
    decideException: ({ params, body }) => {
      const at = exceptions.findIndex((one) => one.id === params.id);
      const before = found(exceptions[at]);
      if (before.requestedBy === 'root' && body.decision === 'approve')
        throw new ApiFault(403, 'access.forbidden', 'who asks may not approve');
      const state = ({ approve: 'active', reject: 'rejected', end: 'ended' } as const)[
        body.decision
      ];
      exceptions[at] = { ...before, state, version: before.version + 1 };
      return exceptions[at];
    },
  };
}

function assetAnswers(estate: Estate): Answers {
  return {
    listImages: ({ query }) =>
      pageFrom(
        estate.images.filter(
          (image) =>
            image.name.includes(query.q ?? '') && (query.scan?.includes(image.scan) ?? true),
        ),
        query,
      ),
    readImage: ({ params }) => found(estate.images.find((image) => image.id === params.id)),
    searchComponents: ({ query }) =>
      pageFrom(
        [...Map.groupBy(estate.findings, (finding) => finding.component?.purl ?? '')]
          .filter(([purl]) => purl.includes(query.q))
          .map(([purl, of]) => ({
            purl,
            name: of[0]?.component?.name ?? '',
            version: of[0]?.component?.version ?? '',
            ecosystem: 'deb',
            images: of.length,
            running: of.length,
            loaded: of.filter((one) => one.usage === 'loaded').length,
          })),
        query,
      ),
    listImageComponents: ({ params, query }) =>
      pageFrom(
        estate.findings
          .filter((finding) => finding.asset.id === params.id && finding.component !== undefined)
          .map((finding, at) => ({
            id: String(at),
            purl: finding.component?.purl ?? '',
            name: finding.component?.name ?? '',
            version: finding.component?.version ?? '',
            ecosystem: 'deb',
            license: 'MIT',
            path: '/var/lib/dpkg/status',
            layer: at % 5,
            usage: finding.usage,
            findings: countsOf([finding]),
          }))
          .filter(
            (one) =>
              one.name.includes(query.q ?? '') &&
              (query.layer === undefined || query.layer === one.layer),
          ),
        query,
      ),
  };
}

function overviewAnswers(estate: Estate, now: number): Answers {
  const open = estate.findings;
  const urgent = open.filter((one) => one.tier === 'P0' || one.tier === 'P1').length;
  return {
    readOverview: () => ({
      urgent: { value: urgent, weekAgo: urgent + 6 },
      breached: { value: open.filter((one) => one.breached).length, weekAgo: 9 },
      incidents: { value: 2, weekAgo: 2 },
      blind: { value: 3, weekAgo: 5 },
      coverage: { value: 92, weekAgo: 88 },
      byTier: byTier(open),
      trend: Array.from({ length: 30 }, (_, at) => ({
        day: now - (29 - at) * day,
        open: 90 + Math.round(12 * Math.sin(at / 3)),
        urgent: urgent + 6 - Math.round(at / 5),
        fixed: (at * 7) % 9,
      })),
      changes: [
        {
          time: now - 900_000,
          kind: 'finding.opened',
          text: 'CVE-2024-6387 opened in registry.example/shop/checkout:2.14.0 as P0',
          ref: '1',
        },
        {
          time: now - 4_000_000,
          kind: 'asset.scanned',
          text: 'docker.io/library/nginx:1.25.1 was scanned: 2 opened, 5 fixed',
          ref: 'img-6',
        },
        {
          time: now - 9_000_000,
          kind: 'incident.opened',
          text: 'Shell in container started by a web server',
          ref: '100',
        },
        {
          time: now - 19_000_000,
          kind: 'exception.requested',
          text: 'grace asks for an exception of CVE-2023-4911',
          ref: '1',
        },
      ],
      assets: {
        images: estate.images.length,
        scanned: 10,
        workloads: 41,
        hosts: 6,
        clusters: 1,
        loadedKnown: 29,
      },
    }),
    search: ({ query }) => ({
      items: estate.images
        .filter((image) => image.name.includes(query.q))
        .map((image) => ({ kind: 'image', id: image.id, title: image.name, detail: image.os }))
        .slice(0, 10),
    }),
  };
}

function adminAnswers(now: number): Answers {
  const views: {
    id: string;
    name: string;
    page: string;
    search: string;
    shared: boolean;
    owner: string;
  }[] = [
    {
      id: '1',
      name: 'Exploited and loaded',
      page: 'findings',
      search: 'exploited=true&usage=loaded',
      shared: true,
      owner: 'ada',
    },
  ];
  return {
    listViews: () => ({ items: views }),
    addView: ({ body }) => {
      const made = { ...body, id: String(views.length + 1), owner: 'ada' };
      views.push(made);
      return made;
    },
    listDestinations: () => ({
      items: [
        destination(now, '1', 'Security log', 'syslog'),
        destination(now, '2', 'SIEM', 'splunk'),
        destination(now, '3', 'On call', 'slack'),
      ],
    }),
    testDestination: ({ params }) => ({
      ok: params.id !== '2',
      text: params.id === '2' ? 'connection refused by 10.0.0.9:8088' : 'taken with status 200',
      durationMs: 84,
    }),
    listAudit: ({ query }) =>
      pageFrom(
        Array.from({ length: 60 }, (_, at) => ({
          seq: 60 - at,
          time: now - at * 3_700_000,
          actor: at % 3 === 0 ? 'ada' : 'grace',
          action:
            ['findings.decide', 'exceptions.approve', 'session.sign-in', 'tokens.add'][at % 4] ??
            '',
          subject: `finding ${at}`,
          outcome: at % 9 === 4 ? 'refused' : 'done',
          remote: '192.0.2.7',
          hash: 'ab'.repeat(32),
        })),
        query,
      ),
    verifyAudit: () => ({ ok: true, entries: 60 }),
    listSettings: () => ({
      items: [
        {
          key: 'sla.p0',
          value: '3',
          origin: 'default',
          description: 'Days until a finding of P0 must be fixed',
          changeable: true,
        },
        {
          key: 'exceptions.maximum-days',
          value: '90',
          origin: 'console',
          description: 'Longest time an exception may last',
          changeable: true,
        },
        {
          key: 'store',
          value: 'postgres://…@db/caisson',
          origin: 'flag',
          description: 'Where everything is kept',
          changeable: false,
        },
        {
          key: 'retention.events',
          value: '30',
          origin: 'file',
          description: 'Days that events are kept',
          changeable: true,
        },
      ],
    }),
    readAbout: () => ({
      version: '0.1.0',
      store: 'sqlite',
      bus: 'none',
      node: 'west-1',
      started: now - 3 * day,
      database: { build: '2026-11-22.1', builtAt: '2026-11-22T04:10:00Z', origin: 'bundle' },
    }),
  };
}

function sessionAnswers(now: number): Answers {
  const session = {
    user: { id: '1', name: 'ada', kind: 'user' },
    permissions: permissions.filter((one: Permission) => one !== 'ingest.write'),
    grants: [{ role: 'administrator' }],
    csrf: 'c'.repeat(32),
    expires: now + 8 * 3_600_000,
  };
  return {
    readSession: () => session,
    signIn: ({ body }) => {
      if (body.password === 'wrong')
        throw new ApiFault(401, 'access.unauthenticated', 'the name or the password is wrong');
      return session;
    },
    signInFirst: () => session,
    signInWays: () => ({
      firstRun: false,
      password: true,
      passkey: true,
      oidc: { name: 'Example SSO' },
    }),
    listUsers: () => ({
      items: [
        user(now, '1', 'ada', 'administrator'),
        user(now, '2', 'grace', 'analyst'),
        user(now, '3', 'margaret', 'exception-approver'),
        user(now, '4', 'edsger', 'viewer'),
      ],
    }),
    listTokens: () => ({
      items: [
        {
          id: '1',
          name: 'CI of shop',
          prefix: 'cai_7fK2',
          grants: [{ role: 'ingest' }],
          created: now - 40 * day,
          createdBy: 'ada',
          expires: now + 20 * day,
          lastUsed: now - 100_000,
        },
        {
          id: '2',
          name: 'Old importer',
          prefix: 'cai_00aP',
          grants: [{ role: 'analyst' }],
          created: now - 300 * day,
          createdBy: 'ada',
          expires: now + 3 * day,
        },
      ],
    }),
    addToken: ({ body }) => ({
      token: {
        id: '9',
        name: body.name,
        prefix: 'cai_9xYz',
        grants: body.grants,
        created: now,
        createdBy: 'ada',
        expires: now + body.days * day,
      },
      secret: `cai_9xYz${'0123456789abcdef'.repeat(2)}`,
    }),
  };
}

function pageFrom<Row>(
  rows: readonly Row[],
  query: { readonly cursor?: string | undefined; readonly limit: number },
): unknown {
  const from = Number(query.cursor ?? 0);
  const to = from + query.limit;
  return {
    items: rows.slice(from, to),
    total: rows.length,
    ...(to < rows.length ? { next: String(to) } : {}),
  };
}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new ApiFault(404, 'input.not-found', 'it is not there');
  return value;
}

type Filter = InputOf<'countFindings'>['query'];

function filtered(estate: Estate, filter: Filter): readonly Finding[] {
  return estate.findings.filter(
    (one) =>
      (filter.tier?.includes(one.tier) ?? true) &&
      (filter.severity?.includes(one.severity) ?? true) &&
      (filter.kind?.includes(one.kind) ?? true) &&
      (filter.usage?.includes(one.usage) ?? true) &&
      (filter.state?.includes(one.state) ?? true) &&
      (filter.exposure?.includes(one.exposure) ?? true) &&
      (filter.rule === undefined || filter.rule === one.rule) &&
      (filter.asset === undefined || filter.asset === one.asset.id) &&
      (filter.exploited === undefined || filter.exploited === one.exploited) &&
      (filter.breached === undefined || filter.breached === one.breached) &&
      `${one.rule} ${one.title} ${one.asset.name} ${one.component?.name ?? ''}`
        .toLowerCase()
        .includes((filter.q ?? '').toLowerCase()),
  );
}

function facetsOf(findings: readonly Finding[]): unknown {
  const names = ['tier', 'severity', 'kind', 'usage', 'state', 'exposure'] as const;
  return {
    total: findings.length,
    facets: Object.fromEntries(
      names.map((name) => [
        name,
        Object.fromEntries(
          [...Map.groupBy(findings, (one) => one[name])].map(([value, of]) => [value, of.length]),
        ),
      ]),
    ),
  };
}

function byTier(findings: readonly Finding[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(findings, (one) => one.tier)].map(([tier, of]) => [tier, of.length]),
  );
}

function vulnerabilities(findings: readonly Finding[]): readonly unknown[] {
  return [...Map.groupBy(findings, (one) => one.rule)].map(([rule, of]) => {
    const [first] = of;
    return {
      rule,
      kind: first?.kind,
      title: first?.title,
      severity: first?.severity,
      tier: first?.tier,
      exploited: first?.exploited,
      epss: first?.epss,
      cvss: 7.5,
      findings: of.length,
      assets: of.length,
      running: of.length,
      loaded: of.filter((one) => one.usage === 'loaded').length,
      fixable: of.filter((one) => one.fixedVersion !== undefined).length,
      published: '2024-07-01',
      ransomware: rule === 'CVE-2021-44228',
    };
  });
}

function fixFirst(estate: Estate): unknown {
  const [a, b, c, d] = estate.images;
  const assets = [a, b, c, d].flatMap((image) =>
    image === undefined ? [] : [{ id: image.id, name: image.name }],
  );
  return {
    before: 41,
    after: 6,
    items: [
      {
        title: 'Rebuild 4 images on debian:12.8-slim',
        kind: 'rebase',
        commands: ['docker build --pull -t registry.example/shop/checkout:2.14.1 .'],
        assets,
        assetCount: 4,
        closes: 27,
        exploited: 6,
        byTier: { P0: 6, P1: 3, P2: 12, P3: 6 },
        effort: 1,
        sentence:
          'It removes sshd that is known to be exploited and loaded by 9 pods which are reachable from the internet.',
      },
      {
        title: 'Raise log4j-core to 2.17.1 in legacy/java-portal',
        kind: 'bump',
        commands: [
          'mvn versions:use-dep-version -Dincludes=org.apache.logging.log4j:log4j-core -DdepVersion=2.17.1',
        ],
        assets: assets.slice(0, 1),
        assetCount: 1,
        closes: 3,
        exploited: 3,
        byTier: { P0: 1, P1: 2 },
        effort: 2,
        sentence: 'Known exploited by ransomware; the portal is reachable from the internet.',
      },
      {
        title: 'Take the right to create pods from shop/deployer',
        kind: 'revoke',
        commands: ['kubectl -n shop edit role deployer'],
        assets: assets.slice(1, 2),
        assetCount: 1,
        closes: 5,
        exploited: 0,
        byTier: { P1: 5 },
        effort: 3,
        sentence: 'It cuts the only way from a web pod to the node.',
      },
    ],
  };
}

function destination(now: number, id: string, name: string, kind: string): unknown {
  const dead = id === '2' ? 14 : 0;
  return {
    id,
    name,
    kind,
    format: kind === 'slack' ? 'json' : 'ocsf',
    address: kind === 'syslog' ? 'tls://logs.example:6514' : `https://${kind}.example/hook`,
    settings: {},
    secretsSet: ['token'],
    kinds: ['finding.', 'incident.'],
    minimumSeverity: 'high',
    enabled: true,
    state: dead === 0 ? 'delivering' : 'retrying',
    waiting: dead === 0 ? 0 : 312,
    ...(dead === 0
      ? {}
      : { oldest: now - 5_000_000, lastError: 'connection refused by 10.0.0.9:8088' }),
    delivered: 18_204,
    failed: dead * 3,
    dead,
    lastDelivered: now - 60_000,
    version: 1,
  };
}

function user(now: number, id: string, name: string, role: string): unknown {
  const place = id === '2' ? { place: { cluster: 'west-1', namespace: 'payments' } } : {};
  return {
    id,
    name,
    email: `${name}@example.org`,
    origin: id === '3' ? 'oidc' : 'local',
    grants: [{ role, ...place }],
    passkeys: Number(id) % 2,
    hasPassword: true,
    disabled: id === '4',
    created: now - 90 * day,
    lastSeen: now - Number(id) * 4_000_000,
  };
}
