import { expect, test } from 'vitest';
import type { Profile, ProfileDimension } from '#model/profile.ts';
import { workloadKeyOf } from '#model/workload-key.ts';
import { ProfileBook } from './book.ts';
import { connect, container, event, file, open, process } from './testing.ts';

const windowMs = 600_000;
const key = workloadKeyOf(container());

function keysOf(book: ProfileBook, dimension: ProfileDimension): readonly string[] {
  return book.profile(key)?.dimensions[dimension].behaviours.map((one) => one.key) ?? [];
}

function promoted(profile: Profile, dimension: ProfileDimension): Profile {
  const part = profile.dimensions[dimension];
  return {
    ...profile,
    dimensions: { ...profile.dimensions, [dimension]: { ...part, state: 'detecting' } },
  };
}

function learnt(...events: readonly Parameters<ProfileBook['observe']>[0][]): ProfileBook {
  const book = new ProfileBook();
  for (const one of events) book.observe(one);
  book.flush();
  return book;
}

test('programs, files, connections and users become behaviours', () => {
  const book = learnt(
    event({ process: process({ args: ['--port', '8080'] }) }),
    open('/var/lib/app/3f2504e0-4f89-41d3-9a0c-0305e82c3301/data', true),
    open('/etc/hosts', false),
    open('/run/secrets/db-password', false),
    connect('93.184.216.34', 443, {}, ['www.example.com']),
  );

  expect(keysOf(book, 'exec')).toEqual(['/usr/bin/server < (runtime): --port <n>']);
  expect(keysOf(book, 'file_write')).toEqual(['/var/lib/app/<uuid>']);
  expect(keysOf(book, 'file_read')).toEqual(['token /run/secrets/db-password']);
  expect(keysOf(book, 'egress')).toEqual(['tcp www.example.com:443']);
  expect(keysOf(book, 'uid')).toEqual(['run as 0']);
  expect(keysOf(book, 'lineage')).toEqual(['(runtime) > /usr/bin/server']);
});

test('a loop within one window is one observation', () => {
  const book = new ProfileBook();
  for (let second = 0; second < 599; second += 1)
    book.observe(open('/data/x', true, { time: second * 1000 }));
  book.observe(open('/data/x', true, { time: windowMs }));
  book.flush();

  const [behaviour] = book.profile(key)?.dimensions.file_write.behaviours ?? [];
  expect(behaviour).toMatchObject({
    key: '/data',
    windows: 2,
    replicas: 1,
    first: 0,
    last: windowMs,
  });
  expect(book.profile(key)?.dimensions.file_write.windows).toBe(2);
});

test.for([
  ['a drifted executable', process({ file: file({ upperLayer: true }) })],
  ['an executable in memory', process({ file: file({ memory: true, overlay: false }) })],
  ['an interactive shell', process({ tty: 34_816, exePath: '/bin/bash', name: 'bash' })],
  ['what an engine started on a terminal', visitor({ tty: 34_816 })],
  [
    'what a runtime does before the program runs',
    process({ name: 'runc:[2:INIT]', exePath: '', pid: 99 }),
  ],
] as const)('%s is never learnt', ([, intruder]) => {
  const child =
    intruder.exePath === ''
      ? intruder
      : process({ pid: 901, exePath: '/usr/bin/id', parent: intruder });
  const book = learnt(event({}), event({ process: intruder }), event({ process: child }));

  expect(keysOf(book, 'exec')).toEqual(['/usr/bin/server < (runtime): ']);
});

function visitor(parts: Parameters<typeof process>[0]) {
  const host = process({ pid: 1, container: undefined as never });
  return process({ pid: 900, virtualPid: 40, parent: host, exePath: '/usr/bin/dump', ...parts });
}

test("a probe of the orchestrator is nobody's behaviour", () => {
  const host = process({ pid: 1, container: undefined as never });
  const probed = container({ probes: [['/bin/check', '--live']] });
  const probe = process({
    pid: 7,
    exe: '/bin/check',
    exePath: '/bin/check',
    args: ['--live'],
    parent: host,
    container: probed,
  });
  const book = learnt(event({}), event({ process: probe }));
  const profile = book.profile(key);

  book.load(promoted(profile as Profile, 'exec'));
  expect(book.observe(event({ process: probe, time: windowMs * 4 }))).toEqual([]);
});

test('a detection that comes later takes its process tree out again', () => {
  const book = new ProfileBook();
  const shell = process({ pid: 200, exePath: '/bin/sh', parent: process() });
  book.observe(event({}));
  book.observe(event({ process: shell, time: 590_000 }));
  book.observe(
    event({
      process: process({ pid: 201, exePath: '/usr/bin/curl', parent: shell }),
      time: 599_000,
    }),
  );
  book.advance(windowMs + 1000);
  book.forbid({ pid: 200, reason: 'detection' });
  book.observe(
    event({
      process: process({ pid: 202, exePath: '/usr/bin/wget', parent: shell }),
      time: windowMs + 2000,
    }),
  );
  book.flush();

  expect(keysOf(book, 'exec')).toEqual(['/usr/bin/server < (runtime): ']);
});

test('windows with lost events teach nothing new and are not counted', () => {
  const book = new ProfileBook();
  book.observe(open('/a/x', true));
  book.loss({ from: windowMs, to: windowMs + 1, reason: 'ring-full', counts: { open: 3 } });
  book.observe(open('/a/x', true, { time: windowMs }));
  book.observe(open('/b/x', true, { time: windowMs }));
  book.observe(open('/c/x', true, { time: windowMs * 2 }));
  book.flush();

  const dimension = book.profile(key)?.dimensions.file_write;
  expect(dimension?.windows).toBe(2);
  expect(dimension?.behaviours.map((one) => [one.key, one.windows, one.last])).toEqual([
    ['/a', 1, windowMs],
    ['/c', 1, windowMs * 2],
  ]);
});

test('what a promoted dimension does not know is told once a window and counted', () => {
  const book = learnt(event({}));
  book.load(promoted(book.profile(key) as Profile, 'exec'));
  const unknown = event({
    process: process({ pid: 300, exePath: '/usr/bin/nc', parent: process() }),
    time: windowMs * 5,
  });

  const first = book.observe(unknown);
  const second = book.observe(unknown);
  book.flush();

  expect(first).toMatchObject([
    { dimension: 'exec', behaviour: '/usr/bin/nc < /usr/bin/server: ', state: 'detecting' },
  ]);
  expect(first[0]?.nearest).toEqual(['/usr/bin/server < (runtime): ']);
  expect(second).toEqual([]);
  expect(book.deviation(unknown, 'exec')).toMatchObject({ dimension: 'exec' });
  expect(book.deviation(event({ time: windowMs * 5 }), 'exec')).toBe(false);
  expect(book.deviation(unknown, 'lineage')).toBeUndefined();
  expect(book.profile(key)?.dimensions.exec.deviations).toMatchObject([{ windows: 1 }]);
  expect(keysOf(book, 'exec')).toHaveLength(1);
});

test('of three replicas two have to agree', () => {
  const book = new ProfileBook();
  const replicas = ['a', 'b', 'c'].map((letter) => container({ id: letter.repeat(64) }));
  for (const one of replicas) book.observe(event({ process: process({ container: one }) }));
  const [lonely, other] = replicas;
  function program(owner = lonely) {
    const parent = process({ container: owner as never });
    return process({ ...parent, pid: 101, exePath: '/usr/bin/backup', parent });
  }
  book.observe(event({ process: program() }));
  book.flush();
  book.load(promoted(book.profile(key) as Profile, 'exec'));

  expect(book.deviation(event({ process: program() }), 'exec')).toMatchObject({
    behaviour: '/usr/bin/backup < /usr/bin/server: ',
  });
  book.observe(event({ process: program(other), time: windowMs * 3 }));
  book.flush();
  expect(book.deviation(event({ process: program() }), 'exec')).toBe(false);
});

test('many directories below one become one place, and a mounted volume always is', () => {
  const mounts = [
    { source: '/srv', destination: '/data', mode: 'rw', readWrite: true, propagation: '' },
  ];
  const book = new ProfileBook();
  const owner = process({ container: container({ mounts }) });
  for (const name of 'abcdefghijklmnopqrst') {
    book.observe(open(`/var/cache/app/${name}x/file`, true, { process: owner }));
    book.observe(open(`/data/${name}x/file`, true, { process: owner }));
    book.observe(open(`/etc/${name}x/file`, true, { process: owner }));
  }
  book.flush();

  const keys = keysOf(book, 'file_write');
  expect(keys).toContain('/var/cache/app/*');
  expect(keys).toContain('/data/**');
  expect(keys.filter((one) => one.startsWith('/var/cache'))).toHaveLength(1);
  expect(keys.filter((one) => one.startsWith('/etc/'))).toHaveLength(20);
});

test('a new image carries the behaviour of the old one, and drops it after two unseen images', () => {
  const book = learnt(
    event({}),
    event({ process: process({ pid: 101, exePath: '/bin/old', parent: process() }) }),
  );
  const images = [
    'registry.local/shop/web:1.5',
    'registry.local/shop/web:1.6',
    'registry.local/shop/web:1.7',
  ];
  const seen = images.map((reference, index) => {
    const next = container({ id: `${index}`.repeat(64), image: { reference } });
    book.gone(
      index === 0 ? container().id : `${index - 1}`.repeat(64),
      windowMs * 10 * (index + 1),
    );
    book.observe(
      event({ process: process({ container: next }), time: windowMs * 10 * (index + 1) }),
    );
    book.flush();
    return book.profile(workloadKeyOf(next));
  });

  const old = seen.map((profile) =>
    profile?.dimensions.exec.behaviours.find((one) => one.key.startsWith('/bin/old')),
  );
  expect(seen[0]?.carriedFrom).toBe('registry.local/shop/web:1.4');
  expect(old.map((one) => one && [one.origin, one.windows])).toEqual([
    ['carried', 1],
    ['carried', 0],
    undefined,
  ]);
  expect(seen[2]?.dimensions.exec.behaviours[0]?.origin).toBe('observed');
});

test('what the image names is expected: no deviation, shown as unused', () => {
  const book = new ProfileBook({
    expectation: () => ({
      executables: ['/usr/bin/convert'],
      ports: [{ protocol: 'tcp', port: 80 }],
    }),
  });
  book.observe(event({}));
  book.flush();
  book.load(promoted(book.profile(key) as Profile, 'exec'));
  const convert = event({
    process: process({ pid: 5, exePath: '/usr/bin/convert', args: ['a.png'], parent: process() }),
  });

  expect(book.deviation(convert, 'exec')).toBe(false);
  expect(keysOf(book, 'listen')).toEqual(['tcp 80']);
  expect(book.profile(key)?.dimensions.listen.behaviours[0]).toMatchObject({
    origin: 'expected',
    windows: 0,
  });
});

test('a container that shows too much at once makes a profile that is too large, not a large one', () => {
  const book = new ProfileBook();
  for (let index = 0; index < 6000; index += 1)
    book.observe(open(`/data/${'x'.repeat(index % 7)}y${letters(index)}/f`, true));
  book.flush();

  const profile = book.profile(key);
  expect(profile?.tooLarge).toBe(true);
  expect(profile?.dimensions.file_write.behaviours.length).toBeLessThan(100);
});

function letters(index: number): string {
  return index.toString(26).replace(/[0-9]/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
}
