import type {
  AssetFacts,
  DeliveryRecord,
  DetectionFacts,
  FindingFacts,
  IncidentFacts,
  RecordSubject,
} from '#contract/delivery.ts';
import type { ChangeKind } from '#wire/change-kind.ts';

const time = 1_700_000_000_000;

/** A record for tests: what is not given is plain. */
export function sampleRecord(given: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    id: '01HF7YAT00AAAAAAAAAAAAAAAA',
    seq: 1,
    time,
    kind: 'detection',
    activity: 'create',
    subject: '7',
    text: 'something happened',
    severity: 'high',
    place: { cluster: 'berlin', namespace: 'shop' },
    url: 'https://caisson.example/findings/7',
    data: {},
    about: { type: 'other' },
    product: { version: '1.0.0', installation: 'here' },
    ...given,
  };
}

const image: AssetFacts = {
  id: '3',
  kind: 'image',
  name: 'registry.example/shop:1',
  identity: `image:sha256:${'a'.repeat(64)}`,
  digest: `sha256:${'a'.repeat(64)}`,
  os: 'Debian 12',
};

export function sampleFinding(given: Partial<FindingFacts> = {}): FindingFacts {
  return {
    fingerprint: 'f'.repeat(40),
    kind: 'vulnerability',
    rule: 'CVE-2024-12345',
    title: 'a flaw',
    state: 'open',
    tier: 'P1',
    score: 71.5,
    asset: image,
    component: { name: 'openssl', version: '3.0.1', purl: 'pkg:deb/debian/openssl@3.0.1' },
    fixedVersion: '3.0.2',
    exploited: true,
    epss: 0.5,
    cvss: 9.8,
    cvssVector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    usage: 'loaded',
    exposure: 'internet',
    firstSeen: time,
    lastSeen: time + 0.5,
    breached: false,
    ...given,
  };
}

export function sampleDetection(given: Partial<DetectionFacts> = {}): DetectionFacts {
  return {
    id: '01HF7YAT00BBBBBBBBBBBBBBBB',
    rule: 'Terminal shell in container',
    ruleId: 'CSN-RT-0001',
    priority: 'notice',
    output: 'a shell was spawned',
    tags: ['T1059.004', 'T1190', 'mitre_execution', 'container'],
    node: 'node-1',
    container: {
      id: 'c'.repeat(64),
      name: 'web',
      image: 'nginx:1.27',
      digest: `sha256:${'b'.repeat(64)}`,
      engine: 'containerd',
    },
    process: {
      pid: 12,
      name: 'sh',
      path: '/bin/sh',
      commandLine: 'sh -c id',
      uid: 0,
      user: 'root',
      start: time,
      parent: { pid: 1, name: 'nginx' },
    },
    ...given,
  };
}

export function sampleIncident(given: Partial<IncidentFacts> = {}): IncidentFacts {
  return {
    id: '01HF7YAT00CCCCCCCCCCCCCCCC',
    title: 'a shell in web',
    status: 'open',
    score: 80,
    detections: 2,
    techniques: ['T1059.004'],
    node: 'node-1',
    recent: [{ id: 'd', time, rule: 'a rule', severity: 'high', output: 'out' }],
    ...given,
  };
}

type Sample = readonly [string, DeliveryRecord];

function about(subject: RecordSubject, kind: ChangeKind, given: Partial<DeliveryRecord> = {}) {
  return sampleRecord({ about: subject, kind, ...given });
}

/** Every shape of record that there is, each with what may be absent there and absent. */
export function allSamples(): readonly Sample[] {
  return [...findingSamples(), ...runtimeSamples(), ...otherSamples()];
}

function findingSamples(): readonly Sample[] {
  const kinds = 'vulnerability lifecycle license secret misconfiguration credential malware';
  const bare = sampleFinding({ rule: 'GHSA-1-2-3', aliases: [], exploited: false });
  const least = without(bare, 'component', 'fixedVersion', 'epss', 'cvss', 'cvssVector');
  const states = ['open', 'acknowledged', 'excepted', 'fixed'];
  const life = ['create', 'update', 'close'] as const;
  return [
    ...kinds.split(' ').flatMap((kind) =>
      life.map((activity): Sample => {
        const finding = sampleFinding({ kind });
        return [
          `${kind} ${activity}`,
          about({ type: 'finding', finding }, 'finding.opened', { activity }),
        ];
      }),
    ),
    ...states.map(
      (state): Sample => [
        `a finding that is ${state}`,
        about({ type: 'finding', finding: sampleFinding({ state }) }, 'finding.updated'),
      ],
    ),
    ['a vulnerability of few facts', about({ type: 'finding', finding: least }, 'finding.opened')],
    [
      'a vulnerability with an alias',
      about(
        { type: 'finding', finding: { ...bare, aliases: ['CVE-2020-1234'] } },
        'finding.opened',
      ),
    ],
  ];
}

function runtimeSamples(): readonly Sample[] {
  const least = without(sampleDetection({ tags: [] }), 'container', 'process', 'ruleId', 'node');
  const detections = {
    'a detection': sampleDetection(),
    'a detection without a process': { ...least, container: { id: 'c' } },
    'a detection without a container': { ...least, process: { pid: 1, name: 'x', path: '/' } },
    'a detection of few facts': least,
  };
  return [
    ...Object.entries(detections).map(
      ([name, detection]): Sample => [name, about({ type: 'detection', detection }, 'detection')],
    ),
    ...['open', 'contained', 'resolved', 'dismissed'].flatMap((status) =>
      (['true', 'benign', 'false', undefined] as const).map((verdict): Sample => {
        const incident = sampleIncident({
          status,
          ...(verdict === undefined ? {} : { verdict, assignee: 'ann' }),
        });
        return [
          `an incident ${status} ${verdict}`,
          about({ type: 'incident', incident }, 'incident.updated', { activity: 'update' }),
        ];
      }),
    ),
  ];
}

function otherSamples(): readonly Sample[] {
  const acts = ['session.start', 'session.end', 'token.add', 'user.remove', 'setting.change', 'x'];
  const kinds: readonly ChangeKind[] = ['exception.requested', 'gap', 'test', 'action'];
  const host = { id: '1', kind: 'host', name: 'node-1', identity: 'host:node-1', os: 'Debian 12' };
  return [
    ...acts.flatMap((action) =>
      ['203.0.113.9', '<script>', '2001:db8::1'].map((remote): Sample => {
        const audit = { actor: 'ann', actorId: '4', action, outcome: 'done', remote, subject: 'x' };
        return [`${action} from ${remote}`, about({ type: 'audit', audit }, 'audit')];
      }),
    ),
    ...kinds.map((kind): Sample => [kind, about({ type: 'other' }, kind)]),
    ...['freeze', 'kill-process', 'notify'].map(
      (action): Sample => [
        `an action ${action}`,
        about({ type: 'other' }, 'action', { data: { action, state: 'done', by: 'ann' } }),
      ],
    ),
    ['an image', about({ type: 'asset', asset: image }, 'asset.seen')],
    ['a host', about({ type: 'asset', asset: host }, 'asset.seen')],
  ];
}

function without<Facts extends object>(facts: Facts, ...names: readonly (keyof Facts)[]): Facts {
  const kept = Object.entries(facts).filter(([name]) => !names.some((one) => one === name));
  return Object.fromEntries(kept) as Facts; // only what may be absent is left out
}
