import type { AnswerOf } from '#wire/routes.ts';
import { type Answers, ApiFault } from './console-answers.ts';
import { cut, hostileText } from './console-live.ts';

type Workload = AnswerOf<'readWorkload'>;
type NodeOfMap = AnswerOf<'readMap'>['nodes'][number];
type EdgeOfMap = AnswerOf<'readMap'>['edges'][number];
type AttackPath = AnswerOf<'readAttackPath'>;

const hour = 3_600_000;
const counts = { P0: 1, P1: 3, P2: 9, P3: 12, P4: 40, total: 65, fixable: 31, exploited: 2 };
const none = { P0: 0, P1: 0, P2: 0, P3: 0, P4: 0, total: 0, fixable: 0, exploited: 0 };
const names = [
  ['checkout', 'shop', 'internet'],
  ['web', 'shop', 'internet'],
  ['catalogue', 'shop', 'cluster'],
  ['ledger', 'payments', 'cluster'],
  ['fraud-scoring-service-with-a-very-long-name', 'payments', 'isolated'],
  ['gateway', 'platform', 'internet'],
  ['postgres', 'platform', 'cluster'],
  ['redis', 'shop', 'cluster'],
  ['batch', 'data', 'unknown'],
  [hostileText, 'legacy', 'internet'],
] as const;

/** Workloads, hosts, clusters, the map, compliance, coverage and jobs, as a console sees them. */
export function townAnswers(now: number): Answers {
  const workloads = names.map((_, at) => makeWorkload(now, at));
  return {
    listWorkloads: ({ query }) =>
      cut(
        workloads.filter(
          (one) =>
            (query.exposure?.includes(one.exposure) ?? true) &&
            (query.namespace === undefined || one.place.namespace === query.namespace) &&
            one.name.includes(query.q ?? ''),
        ),
        query,
      ),
    readWorkload: ({ params }) =>
      workloads.find((one) => one.id === params.id) ?? { ...makeWorkload(now, 0), id: params.id },
    readWorkloadTimeline: ({ query }) => cut(timeline(now), query),
    ...hostAnswers(now),
    ...networkAnswers(now),
    ...accountAnswers(now),
  };
}

const waysIn = [
  'Service shop/checkout of type LoadBalancer, port 443',
  'Ingress shop.example → checkout:8080',
];

function privilegesOf(isPrivileged: boolean): string[] {
  return isPrivileged
    ? ['privileged', 'hostNetwork', 'CAP_SYS_ADMIN', 'mounts /var/run/docker.sock']
    : ['CAP_NET_BIND_SERVICE', 'token of service account "default"'];
}

function containersOf(name: string, now: number): Workload['containers'] {
  return [10, 11, 12].map((end) => ({
    id: `${'3f'.repeat(31)}${end}`,
    name: `${name}-7c9d-${end}`,
    started: now - 90 * hour,
    node: `node-${end - 9}`,
    user: end === 10 ? '0' : '33',
    addresses: [`10.4.0.${end}`],
    state: end === 12 ? ('gone' as const) : ('running' as const),
  }));
}

function makeWorkload(now: number, at: number): Workload {
  const [name, namespace, exposure] = names[at] ?? names[0];
  return {
    id: `w-${at}`,
    name,
    kind: at % 4 === 3 ? 'StatefulSet' : 'Deployment',
    place: { cluster: 'west-1', namespace },
    image: {
      id: `img-${at}`,
      name: `registry.example/${namespace}/${at === 9 ? 'java-portal' : name}:2.14.0`,
      digest: `sha256:${'ab'.repeat(32)}`,
    },
    replicas: 3,
    running: at === 8 ? 0 : 3,
    exposure,
    privileged: at === 5,
    watched: at !== 6,
    profile: (['active', 'learning', 'none'] as const)[at % 3] ?? 'none',
    findings: at === 4 ? none : counts,
    openIncidents: at === 0 ? 2 : 0,
    firstSeen: now - 400 * hour,
    lastSeen: now - 60_000,
    gone: at === 8,
    containers: containersOf(name, now),
    privileges: privilegesOf(at === 5),
    exposureReasons: exposure === 'internet' ? [...waysIn] : [],
    loaded: { loaded: 84, notLoaded: 240, unknown: at === 6 ? 324 : 12, since: now - 300 * hour },
    flows: [
      {
        direction: 'in',
        peer: 'internet',
        port: 443,
        protocol: 'tcp',
        count: 81_222,
        last: now - 4000,
      },
      {
        direction: 'out',
        peer: 'shop/redis',
        port: 6379,
        protocol: 'tcp',
        count: 40_111,
        last: now - 3000,
      },
      {
        direction: 'out',
        peer: 'platform/postgres',
        port: 5432,
        protocol: 'tcp',
        count: 12_400,
        last: now - 9000,
      },
      {
        direction: 'out',
        peer: '198.51.100.9',
        port: 4444,
        protocol: 'tcp',
        count: 3,
        last: now - 3 * hour,
      },
    ],
    profileName: `shop/${name}`.slice(0, 60),
  };
}

function timeline(now: number): AnswerOf<'readWorkloadTimeline'>['items'] {
  const lines = [
    [0.2, 'action', 'quarantine-network: active', undefined],
    [2.9, 'incident', 'Shell started by a web server', 'critical'],
    [3, 'detection', 'sh ran "sh -c id" as uid 33 in checkout', 'critical'],
    [3.1, 'detection', hostileText, 'high'],
    [3.2, 'exec', 'first ran /tmp/.x/kdevtmpfsi', undefined],
    [26, 'scan', 'its image was scanned', undefined],
    [
      26.2,
      'finding',
      '3 findings were opened: CVE-2024-6387, CVE-2023-44487, CVE-2023-4911',
      'critical',
    ],
    [27, 'deploy', 'runs registry.example/shop/checkout:2.14.0 now', undefined],
    [27.5, 'gone', 'container checkout-7c9d-12 has ended', undefined],
    [60, 'policy', 'the profile is learnt: active', undefined],
    [120, 'seen', 'the workload was seen first', undefined],
  ] as const;
  return lines.map(([ago, kind, text, severity], at) => ({
    time: now - ago * hour,
    kind,
    text,
    ref: String(100 + at),
    ...(severity === undefined ? {} : { severity }),
  }));
}

function hostAnswers(now: number): Answers {
  const hosts = Array.from({ length: 6 }, (_, at) => ({
    id: `h-${at}`,
    name: `node-${at + 1}.west.example`,
    os: 'Debian 12',
    kernel: at === 4 ? '4.19.0-27' : '6.1.0-28',
    cluster: 'west-1',
    sensor:
      (['watching', 'watching', 'degraded', 'watching', 'absent', 'unknown'] as const)[at] ??
      'unknown',
    ...(at === 2 ? { sensorReason: 'the ring buffer was full for 4 seconds' } : {}),
    ...(at === 4
      ? { sensorReason: 'the kernel has no BTF; install a kernel of 5.8 or newer' }
      : {}),
    lastSeen: now - at * 40_000,
    ...(at === 5 ? {} : { scanned: now - at * 7 * hour }),
    containers: 9 + at,
    lost: at === 2 ? 1412 : 0,
    findings: at === 5 ? none : counts,
  }));
  return {
    listHosts: ({ query }) =>
      cut(
        hosts.filter((one) => one.name.includes(query.q ?? '')),
        query,
      ),
    readHost: ({ params }) => ({
      ...(hosts.find((one) => one.id === params.id) ?? hosts[2]),
      abilities: [
        { id: 'exec', state: 'works', text: 'starts of programs are seen' },
        { id: 'files', state: 'works', text: 'files that are opened are seen' },
        {
          id: 'lsm',
          state: 'absent',
          text: 'the kernel has no BPF LSM: denials fall back to fanotify',
        },
      ],
      gapList: [
        { reason: 'sensor.lost', detail: '1,412 events were lost between 12:04 and 12:05' },
      ],
      facts: [
        { label: 'Runtime', text: 'containerd 1.7.22' },
        { label: 'Docker socket', text: 'readable by group docker' },
      ],
    }),
    listClusters: () => ({
      items: [
        {
          id: 'c1',
          name: 'west-1',
          server: 'https://10.0.0.4:6443',
          version: 'v1.31.2',
          state: 'watched',
          nodes: 6,
          namespaces: 9,
          workloads: 41,
          findings: counts,
          scanned: now - hour,
        },
        {
          id: 'c2',
          name: 'east-1',
          server: 'https://10.8.0.4:6443',
          state: 'unreachable',
          reason: 'connection refused by 10.8.0.4:6443',
          nodes: 0,
          namespaces: 0,
          workloads: 0,
          findings: none,
        },
      ],
    }),
  };
}

function networkAnswers(now: number): Answers {
  const paths = makePaths();
  return {
    readMap: () => makeMap(now),
    listFlows: ({ query }) =>
      cut(
        names.slice(1).map(([to, namespace], at) => ({
          id: `f${at}`,
          from: 'shop/checkout',
          to: `${namespace}/${to}`,
          fromWorkload: 'w-0',
          toWorkload: `w-${at + 1}`,
          port: [6379, 5432, 8080, 443][at % 4] ?? 80,
          protocol: 'tcp',
          count: 40_000 - at * 3100,
          first: now - 300 * hour,
          last: now - at * 90_000,
        })),
        query,
      ),
    listAttackPaths: ({ query }) => cut(paths, query),
    readAttackPath: ({ params }) => paths.find((one) => one.id === params.id) ?? paths[0],
  };
}

const spots = [
  [1, 0],
  [1, 1],
  [2, 0],
  [2, 3],
  [3, 3],
  [1, 2],
  [3, 1],
  [2, 1],
  [0, 5],
  [1, 3],
] as const;

function spotOf(at: number): { readonly x: number; readonly y: number } {
  const [x, y] = spots[at] ?? spots[0];
  return { x: x * 260, y: y * 64 };
}

function makeMap(now: number): AnswerOf<'readMap'> {
  const nodes = names.map(([label, , exposure], at) => ({
    ...(at === 8
      ? { id: 'namespace:west-1:data', kind: 'namespace' as const, label: 'data', members: 14 }
      : {
          id: `workload:${at}`,
          kind: 'workload' as const,
          label,
          members: 1,
          workload: `w-${at}`,
        }),
    exposure,
    incidents: at === 0 ? 2 : 0,
    P0: at === 0 ? 1 : 0,
    P1: at < 3 ? 3 - at : 0,
    ...spotOf(at),
  }));
  function outside(id: 'internet' | 'address', label: string, x: number): NodeOfMap {
    const quiet = { members: 0, exposure: 'unknown', incidents: 0, P0: 0, P1: 0 } as const;
    return { id, kind: id, label, ...quiet, x, y: 60 };
  }
  function edge(from: string, to: string, basis: EdgeOfMap['basis'], count: number): EdgeOfMap {
    const last = count > 0 ? { last: now - 5000 } : {};
    return { from, to, ports: ['tcp/443'], count, basis, ...last };
  }
  return {
    nodes: [
      ...nodes,
      outside('internet', 'Internet', 0),
      outside('address', 'Other addresses', 1040),
    ],
    edges: [
      edge('internet', 'workload:0', 'both', 81_222),
      edge('internet', 'workload:1', 'both', 40_000),
      edge('internet', 'workload:5', 'allowed', 0),
      edge('internet', 'workload:9', 'allowed', 0),
      edge('workload:0', 'workload:7', 'observed', 4000),
      edge('workload:0', 'workload:2', 'both', 300),
      edge('workload:1', 'workload:2', 'both', 1300),
      edge('workload:5', 'workload:3', 'allowed', 0),
      edge('workload:2', 'workload:6', 'both', 12_400),
      edge('workload:3', 'workload:4', 'observed', 90),
      edge('workload:0', 'address', 'observed', 3),
      edge('workload:9', 'workload:3', 'allowed', 0),
    ],
    layout: 'ab'.repeat(16),
    hidden: 3,
  };
}

function makePaths(): AttackPath[] {
  return [0, 5, 9, 1].map((at, number) => {
    const [name, namespace] = names[at] ?? names[0];
    const goal = number % 2 === 0 ? 'Node' : 'Secrets';
    return {
      id: String(100 + number),
      title: `From the internet over ${name} to ${goal === 'Node' ? 'the node' : 'secrets of the cluster'}`,
      tier: (['P0', 'P1', 'P1', 'P2'] as const)[number] ?? 'P2',
      score: 91.4 - number * 13,
      place: { cluster: 'west-1', namespace },
      workload: `w-${at}`,
      steps: [
        {
          label: 'Internet',
          kind: 'internet',
          evidence: [{ label: 'Exposure', text: `${name} is reachable from the internet` }],
        },
        { label: name, kind: 'workload', ref: `w-${at}`, evidence: [] },
        {
          label: number === 3 ? 'CVE-2023-44487' : 'CVE-2024-6387',
          kind: 'vulnerability',
          ref: '3',
          evidence: [
            { label: 'Component', text: 'openssh-server in checkout:2.14.0' },
            { label: 'Usage', text: 'loaded at run time' },
            { label: 'Exploitation', text: 'known to be exploited' },
          ],
        },
        ...(number === 1
          ? [
              {
                label: 'ledger',
                kind: 'workload',
                ref: 'w-3',
                evidence: [
                  { label: 'Allowed', text: 'policies let the one before connect to tcp/5432' },
                ],
              },
              {
                label: 'CVE-2021-44228',
                kind: 'vulnerability',
                ref: '4',
                evidence: [{ label: 'Usage', text: 'not observed: counts as loaded' }],
              },
            ]
          : []),
        {
          label: `Rights of ${name}`,
          kind: 'privilege',
          ref: `w-${at}`,
          evidence: [
            { label: 'Right', text: 'privileged' },
            { label: 'Right', text: 'mounts /var/run/docker.sock' },
          ],
        },
        { label: goal, kind: goal === 'Node' ? 'node' : 'secret', evidence: [] },
      ],
      cut: {
        step: 2,
        title: 'Update openssh-server to 1:9.2p1-2+deb12u3 in checkout:2.14.0',
        ...(number === 0
          ? { command: 'docker build --pull -t registry.example/shop/checkout:2.14.1 .' }
          : {}),
      },
    };
  });
}

const framework = {
  id: 'cis-docker',
  name: 'CIS Docker Benchmark',
  version: '1.6.0',
  passed: 61,
  failed: 14,
  partial: 5,
  manual: 22,
  unknown: 9,
  percent: 76.3,
  coverage: 72,
};

function accountAnswers(now: number): Answers {
  return {
    listFrameworks: () => ({
      items: [
        framework,
        {
          ...framework,
          id: 'nsa-kubernetes',
          name: 'NSA/CISA Kubernetes Hardening',
          version: '1.2',
          percent: 88,
          coverage: 94,
          failed: 6,
        },
        {
          ...framework,
          id: 'nist-800-190',
          name: 'NIST SP 800-190',
          version: '2017',
          percent: 97,
          coverage: 31,
          failed: 1,
          unknown: 40,
        },
      ],
    }),
    readFramework: ({ params }) => {
      if (params.id === 'none') throw new ApiFault(404, 'input.not-found', 'it is not there');
      return { ...framework, id: params.id, controls: controls() };
    },
    readCoverage: () => ({
      blind: [
        {
          kind: 'node.absent',
          title: '1 host is not watched',
          count: 1,
          reason: 'the kernel has no BTF',
          remedy: 'install a kernel of 5.8 or newer, or give the sensor a BTF file',
          ref: 'h-4',
        },
        {
          kind: 'asset.never-scanned',
          title: '2 assets were never scanned',
          count: 2,
          reason: 'the registry refused the pull: 401 unauthorized',
          remedy: 'give credentials of the registry under Settings',
          ref: 'img-10',
        },
        {
          kind: 'asset.gaps',
          title: '3 assets could not be read in full',
          count: 3,
          reason: hostileText,
          remedy: 'open the image and look at its gaps',
        },
      ],
      ages: [
        {
          name: 'Advisories',
          at: now - 5 * hour,
          text: 'build 2026-11-22.1, 5 hours old',
          state: 'good',
        },
        { name: 'Known exploited (KEV)', at: now - 90 * hour, text: '4 days old', state: 'old' },
        { name: 'EPSS', text: 'there is none', state: 'missing' },
      ],
      storage: [
        { name: 'Store', bytes: 812_000_000, limit: 20_000_000_000 },
        { name: 'Events', bytes: 18_900_000_000, limit: 20_000_000_000 },
      ],
      queues: [
        { name: 'scan', waiting: 14, oldest: now - 300_000, failed: 2 },
        { name: 'to Security log', waiting: 0, failed: 0 },
      ],
      lost: 1412,
    }),
    listJobs: ({ query }) =>
      cut(
        Array.from({ length: 30 }, (_, at) => ({
          id: String(900 - at),
          kind: ['scan-image', 'match', 'report', 'check-registry'][at % 4] ?? 'scan-image',
          subject: at === 2 ? hostileText : `registry.example/shop/checkout:2.14.${at}`,
          state: (['running', 'waiting', 'failed', 'done', 'done'] as const)[at % 5] ?? 'done',
          attempts: 1 + (at % 3),
          created: now - at * 300_000,
          ...(at % 5 === 1 ? {} : { started: now - at * 300_000 + 4000 }),
          ...(at % 5 > 1 ? { finished: now - at * 300_000 + 60_000 } : {}),
          ...(at % 5 === 2 ? { error: 'the registry refused the pull: 401 unauthorized' } : {}),
        })).filter((one) => query.state?.includes(one.state) ?? true),
        query,
      ),
  };
}

function controls(): AnswerOf<'readFramework'>['controls'] {
  const results = ['pass', 'fail', 'partial', 'manual', 'unknown'] as const;
  return Array.from({ length: 25 }, (_, at) => {
    const result = results[at % results.length] ?? 'unknown';
    return {
      id: `${4 + Math.floor(at / 10)}.${1 + (at % 10)}`,
      title:
        [
          'A user for the container has been created',
          'Images are scanned and rebuilt',
          'Privileged containers are not used',
          'Content trust is enabled',
          'Sensitive host directories are not mounted',
        ][at % 5] ?? '',
      result,
      failing: result === 'fail' ? 1 + at : 0,
      checked: result === 'manual' ? 0 : 40,
      evidence:
        result === 'manual'
          ? []
          : [
              { label: 'Images', text: '40 of 42 were looked at' },
              { label: 'Check', text: 'CAI-IMG-0003' },
            ],
      findings:
        result === 'fail'
          ? [{ id: '3', title: 'Runs as root', asset: 'registry.example/shop/checkout:2.14.0' }]
          : [],
      automated: result !== 'manual',
    };
  });
}
