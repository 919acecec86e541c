import type { AnswerOf } from '#wire/routes.ts';
import { type Answers, pageOf } from './answer.ts';
import { hostileText } from './hostile-text.ts';
import { counts, none, townNames } from './seed-town.ts';
import { hour } from './times.ts';

type Workload = AnswerOf<'readWorkload'>;

/** Workloads and what happened to them. */
export function workloadAnswers(now: number): Answers {
  const workloads = townNames.map((_, at) => makeWorkload(now, at));
  return {
    listWorkloads: ({ query }) =>
      pageOf(
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
    readWorkloadTimeline: ({ query }) => pageOf(timeline(now), query),
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
  const [name, namespace, exposure] = townNames[at] ?? townNames[0];
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
