import { expect, test } from 'vitest';
import type { Detection, Incident } from '#model/detection.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { type LiveItem, renderLive } from './live.ts';

const container: WorkloadContainer = {
  id: 'c'.repeat(64),
  shortId: 'c'.repeat(12),
  engine: 'docker',
  name: 'web',
  image: { reference: 'shop/web:1.4', repository: 'shop/web', tag: '1.4' },
};
const detection: Detection = {
  id: '01M827187TFEQG4VES6BK8Z8PX',
  time: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  kind: 'rule',
  rule: 'Password hashes are read',
  priority: 'warning',
  severity: 'medium',
  source: 'syscall',
  tags: [],
  output:
    'password hashes were read: /etc/shadow (command=cat /etc/shadow user=root container=web image=shop/web)',
  outputFields: {},
  because: [],
  container,
};
const incident: Incident = {
  id: '01M827187TFEQG4VES6P9WJ8XX',
  status: 'open',
  title: 'Password hashes are read by /bin/cat in web',
  severity: 'critical',
  score: 91,
  scoreReasons: [],
  opened: detection.time,
  updated: detection.time,
  container,
  processes: [],
  detections: [detection],
  detectionCount: 1,
  techniques: [],
  findings: [],
  timeline: [],
};
const event: RuntimeEvent = {
  source: 'syscall',
  number: 1,
  type: 'openat',
  seconds: 1,
  nanoseconds: 5e8,
  direction: '<',
  thread: 7,
  result: -13,
  args: {},
  process: {
    pid: 7,
    start: 0,
    name: 'cat',
    exe: 'cat',
    exePath: '/bin/cat',
    args: [],
    cwd: '/',
    tty: 0,
    session: 7,
    group: 7,
    uid: 0,
    effectiveUid: 0,
    gid: 0,
    effectiveGid: 0,
    loginUid: -1,
    capabilities: { effective: 0, permitted: 0, inheritable: 0 },
    container,
  },
};

function drawn(item: LiveItem, columns: number, colour = false): string {
  const now = '2026-01-02T03:05:00Z';
  return renderLive(item, { columns, colour, now, reproducible: false, flat: false });
}

test('a detection says once where it was, and what the rule adds', () => {
  expect(drawn({ kind: 'detection', detection }, 120)).toBe(
    `03:04:05  WARNING    Password hashes are read  web  shop/web:1.4
              password hashes were read: /etc/shadow (command=cat /etc/shadow user=root)
`,
  );
});

test('in a narrow terminal the place has a line of its own', () => {
  const rule = 'Executable that the image does not have was started by a server';

  const lines = drawn({ kind: 'detection', detection: { ...detection, rule } }, 80).split('\n');

  expect(lines.slice(0, 3)).toEqual([
    '03:04:05  WARNING    Executable that the image does not have was started by a',
    `${' '.repeat(21)}server`,
    `${' '.repeat(14)}web  shop/web:1.4`,
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test('text of an attacker that looks like the place stays', () => {
  const output = 'a command ran (command=sh container=web image=evil user=root container=web)';

  const text = drawn({ kind: 'detection', detection: { ...detection, output } }, 200);

  expect(text).toContain('(command=sh container=web image=evil user=root)');
});

test('an incident leads on to the command that shows it', () => {
  expect(drawn({ kind: 'incident', incident, isNew: true }, 80)).toBe(
    `03:04:05  INCIDENT   critical  score 91  opened
              Password hashes are read by /bin/cat in web
              caisson incident show 6P9WJ8XX
`,
  );
  expect(drawn({ kind: 'incident', incident, isNew: false }, 80)).toContain('now 1 detection');
});

test('events stand in columns, with their error by name', () => {
  const words = { subject: '/etc/shadow', details: ['O_RDONLY'], error: 'EACCES' };

  expect(drawn({ kind: 'event', event, words }, 140)).toBe(
    '00:00:01.500  web               cat[7]                  openat        /etc/shadow  O_RDONLY  → EACCES\n',
  );
});

const hostile = 'a\u001b[2J\u001b]0;pwned\u0007\r\n\u202eb\u0000';

test('names of an attacker move no cursor, begin no line and hide nothing', () => {
  const evil: WorkloadContainer = {
    ...container,
    name: hostile,
    image: { reference: hostile },
    pod: { name: hostile, namespace: hostile },
  };
  const process = { ...event.process, name: hostile, exe: hostile, args: [hostile] };
  const items: readonly LiveItem[] = [
    {
      kind: 'detection',
      detection: { ...detection, rule: hostile, output: hostile, container: evil },
    },
    { kind: 'incident', incident: { ...incident, title: hostile, container: evil }, isNew: true },
    {
      kind: 'event',
      event: { ...event, process: { ...process, container: evil } },
      words: { subject: hostile, details: [hostile] },
    },
    { kind: 'action', time: 1, text: hostile, isSimulated: false },
    { kind: 'note', time: 1, text: hostile },
    {
      kind: 'loss',
      loss: { from: 1, to: 2, reason: 'throttled', counts: { [hostile]: 1 }, container: evil },
    },
  ];
  for (const item of items) {
    const text = drawn(item, 80);
    expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e]/u);
    expect(text).toContain('b');
  }
});

test('without colour there is not one escape sequence, with it every line ends it', () => {
  expect(drawn({ kind: 'detection', detection }, 80)).not.toContain('\u001b');
  const coloured = drawn({ kind: 'detection', detection }, 80, true)
    .split('\n')
    .filter((line) => line.includes('\u001b'));
  expect(coloured.length).toBeGreaterThan(0);
  expect(coloured.every((line) => line.includes('\u001b[0m'))).toBe(true);
});

test('what was only simulated stands in one line, and losses say for how long', () => {
  const folded = { kinds: ['capture', 'snapshot'], where: 'web' };
  const action: LiveItem = {
    kind: 'action',
    time: 1,
    text: 'capture web',
    isSimulated: true,
    folded,
  };

  expect(drawn(action, 80)).toBe('00:00:00  WOULD      keep recent events, take evidence: web\n');
  const loss = { from: 0, to: 9000, reason: 'ring-full', counts: { open: 12 } } as const;
  expect(drawn({ kind: 'loss', loss }, 120)).toBe(
    '00:00:09  GAP        events were lost for 9 s: the kernel told more than could be read (12 open)\n',
  );
});
