import { expect, test } from 'vitest';
import { keptEvent } from '#event/keep.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import { openCapture } from './capture.ts';
import { captureOf, eventBlock, processBlock } from './testing.ts';
import {
  clone,
  container,
  eventsOf,
  id,
  init,
  names,
  open,
  read,
  scope,
  shell,
  users,
} from './testing-events.ts';

test.for([1, 2, 3, 4, 5, 6, 7, 8, 9])(
  'processes of list version %i are there from the start',
  async (version) => {
    const list = processBlock(version, [
      { ...shell, pid: 90, thread: 90, cgroups: ['pids=/web'] },
      init,
      { ...init, thread: 7 },
    ]);

    const [event] = await eventsOf(captureOf(users, list, read(90)));

    expect(event?.process).toMatchObject({
      pid: 90,
      name: 'bash',
      exe: 'bash',
      args: ['-i'],
      cwd: '/home/u/',
      uid: 0,
      userName: 'root',
      parent: { pid: 1, name: 'systemd' },
      ...(version >= 4 && { cgroup: '/web', virtualPid: 90 }),
      ...(version >= 7 && { exePath: '/bin/bash' }),
      ...(version >= 9 && {
        tty: 34816,
        capabilities: { inheritable: 1, permitted: 2, effective: 3 },
        file: { inode: 77, changed: 5000, modified: 6000, writable: true, upperLayer: true },
      }),
    });
  },
);

test('parents are found though their ids are larger', async () => {
  const list = processBlock(9, [
    init,
    { ...shell, pid: 50, parent: 4000 },
    { ...shell, pid: 4000, name: 'sshd' },
  ]);

  const [event] = await eventsOf(captureOf(list, read(50)));

  expect(names(event)).toEqual(['bash', 'sshd', 'systemd']);
});

test('an execve of today is told with everything', async () => {
  const flags = 1 | 2;
  const args = [
    0,
    '/bin/evil',
    'a\0b c\0',
    900,
    900,
    1,
    '/tmp',
    1024,
    0,
    0,
    0,
    0,
    0,
    'evil',
    'pids=/x\0',
    'A=b\0',
    5,
    900,
    1000,
    flags,
    7,
    8,
    9,
    42,
    1_600_000_000_000_000_000n,
    1_500_000_000_000_000_000n,
    33,
    '/bin/real (deleted)',
    900,
    44,
  ];

  const [event] = await eventsOf(
    captureOf(processBlock(9, [init, shell]), eventBlock({ type: 'execve', thread: 900, args })),
  );

  expect(event).toMatchObject({
    type: 'execve',
    direction: '<',
    result: 0,
    args: {
      exe: '/bin/evil',
      args: ['a', 'b c'],
      comm: 'evil',
      trusted_exepath: '/bin/real (deleted)',
    },
    process: {
      name: 'evil',
      exe: '/bin/evil',
      exePath: '/bin/real',
      args: ['a', 'b c'],
      cwd: '/tmp/',
      tty: 5,
      loginUid: 1000,
      capabilities: { inheritable: 7, permitted: 8, effective: 9 },
      uid: 33,
      cgroup: '/x',
      file: {
        inode: 42,
        changed: 1.6e12,
        modified: 1.5e12,
        upperLayer: true,
        writable: true,
        memory: false,
        deleted: true,
      },
      parent: { name: 'systemd' },
    },
  });
});

test('a failed execve changes nothing', async () => {
  const [event] = await eventsOf(
    captureOf(
      processBlock(9, [init, shell]),
      eventBlock({ type: 'execve', thread: 900, args: [-2, '/bin/no', '', 900] }),
    ),
  );

  expect(event).toMatchObject({ result: -2, process: { name: 'bash', exePath: '/bin/bash' } });
});

test('working directories, ids and names are followed', async () => {
  const events = await eventsOf(
    captureOf(
      users,
      processBlock(9, [init, { ...shell, uid: 1000 }]),
      eventBlock({ type: 'chdir', thread: 900, args: [0, '../etc'] }),
      eventBlock({ type: 'setuid', thread: 900, args: [0, 0] }),
      eventBlock({ type: 'prctl', thread: 900, args: [0, 15, 'renamed', 0] }),
      eventBlock({ type: 'setsid', thread: 900, args: [900] }),
      eventBlock({ type: 'capset', thread: 900, args: [0, 1, 2, 4] }),
      eventBlock({ type: 'chdir', thread: 900, args: [-2, '/no'] }),
      open(900, 4, '/var', 1024 | 1),
      eventBlock({ type: 'fchdir', thread: 900, args: [0, 4] }),
    ),
  );

  expect(events.at(-1)?.process).toMatchObject({
    cwd: '/var/',
    uid: 0,
    userName: 'root',
    name: 'renamed',
    session: 900,
    capabilities: { inheritable: 1, permitted: 2, effective: 4 },
  });
  expect(events[5]?.process.cwd).toBe('/home/etc/');
});

test('children in a pid namespace are known by their own word only', async () => {
  const events = await eventsOf(
    captureOf(
      processBlock(9, [init, shell]),
      clone(900, 5, 64),
      clone(1500, 0, 64, 900),
      read(1500),
      read(5),
    ),
  );

  expect(names(events[2])).toEqual(['kid', 'bash', 'systemd']);
  expect(events[2]?.process).toMatchObject({ pid: 1500, virtualPid: 1 });
  expect(names(events[3])).toEqual(['']);
});

test('threads belong to their process until the last one ends', async () => {
  const events = await eventsOf(
    captureOf(
      processBlock(9, [init, shell]),
      open(900, 3, '/x'),
      clone(900, 902, 8192 | 1),
      eventBlock({ type: 'procexit', isEnter: true, thread: 900, args: [0] }),
      read(902, 3),
      eventBlock({ type: 'procexit', isEnter: true, thread: 902, args: [0] }),
    ),
  );

  expect(events.map(({ process, thread, type }) => `${type} ${process.pid} ${thread}`)).toEqual([
    'openat 900 900',
    'clone 900 900',
    'procexit 900 900',
    'read 900 902',
    'procexit 900 902',
  ]);
  expect(events[3]?.fd?.name).toBe('/x');
});

test('containers are those of cgroups, with what the capture says of them', async () => {
  const json = JSON.stringify({
    container: {
      id: container.shortId,
      name: 'web',
      image: 'nginx:1',
      imagerepo: 'nginx',
      imagetag: '1',
      privileged: true,
      labels: { a: 'b', __proto__: 'x' },
      Mounts: [{ Source: '/s', Destination: '/d', RW: true }],
    },
  });
  const capture = captureOf(
    processBlock(9, [init, { ...shell, cgroups: ['cpu=/', `memory=/docker/${id}`] }]),
    read(900),
    eventBlock({ type: 'container', isEnter: true, thread: 1, args: [json] }),
    read(900),
  );

  const events = await eventsOf(capture, {
    containerOf: (path) => (path === `/docker/${id}` ? container : undefined),
  });

  expect(events[0]?.process.container).toEqual(container);
  expect(events[1]).toMatchObject({ type: 'container', process: { container: { name: 'web' } } });
  expect(events.at(-1)?.process.container).toMatchObject({
    ...container,
    name: 'web',
    privileged: true,
    image: { reference: 'nginx:1', repository: 'nginx', tag: '1' },
    mounts: [{ source: '/s', destination: '/d', readWrite: true }],
  });
});

test('users that are told of later, and what was left out', async () => {
  const losses: SensorLoss[] = [];
  const events: RuntimeEvent[] = [];
  const capture = captureOf(
    processBlock(9, [{ ...shell, uid: 7 }]),
    eventBlock({ type: 'useradded', isEnter: true, thread: -1, args: [7, 7, 'web', '/', '/', ''] }),
    eventBlock({ type: 'useradded', isEnter: true, thread: -1, args: [7, 7, 'x', '/', '/', 'c1'] }),
    eventBlock({ type: 'drop', isEnter: true, thread: 900, args: [2], time: 2_000_000_000n }),
    eventBlock({ type: 'drop', thread: 900, args: [2], time: 3_000_000_000n }),
    read(900),
  );

  await openCapture(capture).run(
    {
      event: (event) => void events.push(keptEvent(event)),
      loss: (loss) => void losses.push(loss),
    },
    scope(),
  );

  expect(events.map(({ type, process }) => [type, process.userName])).toEqual([['read', 'web']]);
  expect(losses).toEqual([{ from: 2000, to: 3000, reason: 'throttled', counts: {} }]);
});
