import { expect, test } from 'vitest';
import type { ProfileDimension } from '#model/profile.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { workloadKeyOf } from '#model/workload-key.ts';
import { ProfileBook, type ProfileBookSettings } from './book.ts';
import { profiledTypes } from './extractors.ts';
import { connect, container, event, file, open, process, serve } from './testing.ts';

const root = process({ capabilities: { effective: 2 ** 41 - 1, permitted: 0, inheritable: 0 } });

function keys(
  dimension: ProfileDimension,
  settings: ProfileBookSettings,
  ...events: readonly RuntimeEvent[]
): readonly string[] {
  const book = new ProfileBook(settings);
  for (const one of events) book.observe(one);
  book.flush();
  return book.profiles[0]?.dimensions[dimension].behaviours.map(({ key }) => key) ?? [];
}

function call(
  type: string,
  args: RuntimeEvent['args'],
  parts: Partial<RuntimeEvent> = {},
): RuntimeEvent {
  return event({ type, args, process: root, ...parts });
}

const cases: readonly (readonly [
  string,
  ProfileDimension,
  readonly RuntimeEvent[],
  readonly string[],
])[] = [
  [
    'a server listens',
    'listen',
    [serve('bind', 80), serve('listen', 80), serve('bind', 53, '', 'udp'), serve('listen', 40_001)],
    ['tcp 80', 'udp 53', 'tcp <ephemeral>'],
  ],
  [
    'clients come',
    'ingress',
    [serve('accept4', 80), serve('accept4', 80, '127.0.0.1')],
    ['tcp 80 from 10.0.0.7', 'tcp 80 from loopback'],
  ],
  [
    'connections go out',
    'egress',
    [
      connect('10.0.0.1', 5432),
      connect('::1', 6379),
      connect('1.1.1.1', 443, {}, ['a.example.com']),
      connect('10.0.0.2', 1, { result: -111 }),
      connect('10.0.0.3', 2, { result: -115 }),
    ],
    ['tcp 10.0.0.1:5432', 'tcp loopback:6379', 'tcp a.example.com:443', 'tcp 10.0.0.3:2'],
  ],
  [
    'a client names its server',
    'egress',
    [
      call('tls_sni', { name: 'api.example.com' }, { fd: connect('1.1.1.1', 8443).fd as never }),
      call('http_host', { host: 'x.example.com:81' }),
    ],
    ['tls api.example.com:8443', 'http x.example.com:80'],
  ],
  [
    'names are asked for',
    'dns',
    [call('dns', { name: 'API.example.com' }), call('dns', { answers: [], response: true })],
    ['api.example.com'],
  ],
  [
    'a socket of the file system',
    'egress',
    [call('connect', {}, { fd: { number: 3, kind: 'unix', name: '/run/app.sock' } })],
    ['unix /run/app.sock'],
  ],
  [
    'users change',
    'uid',
    [
      call('setuid', { uid: 33 }),
      call('setresgid', { rgid: -1, egid: 33, sgid: 0xffff_ffff }),
      call('setuid', { uid: 5 }, { result: -1 }),
    ],
    ['setuid to 33', 'setgid to 33'],
  ],
  [
    'capabilities are used',
    'capability',
    [
      call('setuid', { uid: 33 }),
      call('setuid', { uid: 0 }),
      call('mount', { dir: '/x' }),
      call('mknod', { mode: 0o020600 }),
      call('mknod', { mode: 0o010600 }),
      call('socket', { domain: 17, type: 3 }),
      serve('bind', 80),
      call('unshare', { flags: 0x1002_0000 }),
    ],
    ['SETUID', 'SYS_ADMIN', 'MKNOD', 'NET_RAW'],
  ],
  [
    'files change without being opened',
    'file_write',
    [
      call('unlinkat', { name: '/a/x' }),
      call('renameat2', { oldpath: '/a/x', newpath: '/b/x' }),
      call('mkdirat', { path: 'c' }, { process: process({ cwd: '/w/' }) }),
      call('unlink', { path: '/d/x' }, { result: -2 }),
    ],
    ['/a', '/b', '/w'],
  ],
  [
    'what holds no state is nothing',
    'file_write',
    [open('/dev/null', true), open('/proc/self/oom_score_adj', true), open('/dev/pts/0', true)],
    [],
  ],
  [
    'secrets are read',
    'file_read',
    [
      open('/etc/shadow', false),
      open('/root/.ssh/id_rsa', false),
      open('/proc/77/environ', false),
      open('/proc/100/environ', false),
      open('/home/u/.aws/credentials', false),
      open('/etc/passwd', false),
      open('/var/run/docker.sock', false),
    ],
    [
      'account /etc/shadow',
      'key /root/.ssh/id_rsa',
      'process /proc/<n>/environ',
      'credential /home/u/.aws/credentials',
      'control /var/run/docker.sock',
    ],
  ],
  [
    'a program of a mounted file is known by its content',
    'exec',
    [
      event({
        process: process({ file: file({ sha256: 'ab'.repeat(32), origin: { kind: 'mount' } }) }),
      }),
    ],
    ['/usr/bin/server@abababababab < (runtime): '],
  ],
  [
    'calls are met by their events',
    'syscall',
    [call('pread', {}), call('procexit', {}, { thread: 5 }), call('unshare', {})],
    ['pread64', 'unshare'],
  ],
];

test.for(cases)('%s: %s', ([, dimension, events, expected]) => {
  expect(keys(dimension, {}, ...events)).toEqual(expected);
});

test('addresses get the names that somebody knows', () => {
  const names = new Map([['10.0.0.1', 'service:shop/db']]);

  expect(
    keys(
      'egress',
      { names: (address) => names.get(address) },
      connect('10.0.0.1', 5432),
      connect('10.0.0.2', 5432),
    ),
  ).toEqual(['tcp service:shop/db:5432', 'tcp 10.0.0.2:5432']);
});

test('many addresses become a range, many names a domain', () => {
  const many = Array.from({ length: 20 }, (_, index) => connect(`10.9.8.${index}`, 443));
  const named = Array.from('abcdefghijklmnopqrst', (letter) =>
    connect('1.1.1.1', 443, {}, [`${letter}.cdn.example.com`]),
  );

  expect(keys('egress', {}, ...many, ...named)).toEqual([
    'tcp 10.9.8.0/24:443',
    'tcp *.cdn.example.com:443',
  ]);
});

test('the types of events that profiles need are told', () => {
  expect(profiledTypes).toEqual(
    expect.arrayContaining(['execve', 'openat', 'connect', 'dns', 'setuid']),
  );
});

test('what a container shows before its engine answers comes with it', () => {
  const early = container({
    partial: true,
    image: undefined as never,
    pod: undefined as never,
    name: undefined as never,
  });
  const book = new ProfileBook();
  book.observe(event({ process: process({ container: early, exePath: '/entrypoint' }) }));
  book.observe(event({ time: 500 }));
  book.flush();

  expect(book.profiles).toHaveLength(1);
  expect(book.profile(workloadKeyOf(container()))?.dimensions.exec.behaviours).toHaveLength(2);
});

test('a container whose start and stop were seen is a roll-out', () => {
  const book = new ProfileBook();
  book.observe(event({ time: 1000 }));
  book.observe(event({ type: 'procexit', time: 700_000 }));

  expect(book.profiles[0]).toMatchObject({ rollouts: 1, replicas: 1 });
});

test('a child of a forbidden process stays forbidden when its parent has ended', () => {
  const book = new ProfileBook();
  const shell = process({ pid: 300, exePath: '/bin/sh', parent: process() });
  book.observe(event({ process: shell }));
  book.forbid({ pid: 300, reason: 'detection' });
  book.observe(event({ process: process({ pid: 301, exePath: '/bin/a', parent: shell }) }));
  book.observe(event({ type: 'procexit', process: shell }));
  book.observe(event({ process: process({ pid: 301, exePath: '/bin/b', parent: process() }) }));
  book.flush();

  expect(book.profiles[0]?.dimensions.exec.behaviours).toEqual([]);
});

test('an incident keeps its container from learning until it ends', () => {
  const book = new ProfileBook();
  book.observe(event({ time: 1000 }));
  book.forbid({ container: container().id, reason: 'incident', from: 0, until: 60_000 });
  book.observe(open('/during/x', true, { time: 30_000 }));
  book.observe(open('/after/x', true, { time: 61_000 }));
  book.flush();

  expect(book.profiles[0]?.dimensions.exec.behaviours).toEqual([]);
  expect(book.profiles[0]?.dimensions.file_write.behaviours.map(({ key }) => key)).toEqual([
    '/after',
  ]);
});

test('a dimension whose gate is open begins to report, and counts what it does not know', () => {
  const day = 86_400_000;
  const book = new ProfileBook();
  for (let time = day; time < 8 * day; time += 600_000) book.observe(event({ time }));
  book.gone(container().id, 8 * day);
  const successor = container({ id: 'd'.repeat(64), created: 8 * day });
  book.observe(event({ time: 8 * day, process: process({ container: successor }) }));

  const before = book.forecasts(workloadKeyOf(container()), 'exec');
  const promoted = book.promoteReady().map(({ dimension }) => dimension);

  expect(before?.detect.ready).toBe(false);
  expect(before?.detect.missing).toEqual([
    'one complete roll-out: a start and a stop of a replica',
  ]);
  expect(promoted).toEqual([]);
  book.gone(successor.id, 8 * day + 1000);
  expect(book.promoteReady().map(({ dimension }) => dimension)).toContain('exec');
});

test('an event is ordinary when every dimension that it speaks of is promoted and knows it', () => {
  const book = new ProfileBook();
  book.observe(event({}));
  book.flush();
  const [profile] = book.profiles;
  const learning = book.knows(event({}));
  const detecting = { state: 'detecting' } as const;
  const { exec, lineage, uid } = profile?.dimensions ?? {};
  const dimensions = {
    ...profile?.dimensions,
    exec: { ...exec, ...detecting },
    lineage: { ...lineage, ...detecting },
    uid: { ...uid, ...detecting },
  };
  book.load({ ...profile, dimensions } as never);

  expect(learning).toBe(false);
  expect(book.knows(event({}))).toBe(true);
  expect(book.knows(event({ process: process({ args: ['--other'] }) }))).toBe(false);
  expect(book.knows(event({ process: process({ file: file({ upperLayer: true }) }) }))).toBe(false);
  expect(book.knows(event({ type: 'getpid' }))).toBe(false);
});

test('a detection in the first process stops the container from learning for an hour, and no window counts', () => {
  const book = new ProfileBook();
  book.observe(event({ time: 1000 }));
  book.forbid({ pid: 100, reason: 'detection' });
  book.observe(open('/during/x', true, { time: 1_800_000 }));
  book.observe(open('/after/x', true, { time: 4_800_000 }));
  book.flush();

  const dimension = book.profiles[0]?.dimensions.file_write;
  expect(dimension?.behaviours.map(({ key }) => key)).toEqual(['/after']);
  expect(dimension?.windows).toBeLessThanOrEqual(2);
});
