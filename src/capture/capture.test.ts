import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { keptEvent } from '#event/keep.ts';
import { isCaissonError } from '#kit/error.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { type CaptureOptions, openCapture } from './capture.ts';
import {
  addressOf,
  block,
  captureOf,
  connectionOf,
  eventBlock,
  four,
  i64,
  processBlock,
  short,
  u16,
  u32,
  type WrittenEvent,
} from './testing.ts';

const id = 'a'.repeat(64);
const container: WorkloadContainer = { id, shortId: id.slice(0, 12), engine: 'docker' };
const init = { pid: 1, parent: 0, name: 'systemd', exe: '/sbin/init' };
const shell = {
  pid: 900,
  parent: 1,
  name: 'bash',
  exePath: '/bin/bash',
  args: ['-i'],
  cwd: '/home/u',
};
const users = block(
  0x206,
  Buffer.concat([
    Buffer.from([0]),
    u32(0),
    u32(0),
    short('root'),
    short('/root'),
    short('/bin/sh'),
    Buffer.from([1]),
    u32(5),
    short('tty'),
  ]),
);

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
    '/bin/real',
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
    args: { exe: '/bin/evil', args: ['a', 'b c'], comm: 'evil', trusted_exepath: '/bin/real' },
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

test('old kinds and old blocks are told as those of today', async () => {
  const question: WrittenEvent = {
    type: 'unlink',
    isEnter: true,
    kind: kindOf('unlink', true),
    thread: 900,
    args: ['/etc/passwd'],
  };
  const answer: WrittenEvent = {
    type: 'unlink',
    kind: kindOf('unlink', false),
    thread: 900,
    args: [0],
  };

  const events = await eventsOf(
    captureOf(processBlock(1, [shell]), eventBlock(question, true), eventBlock(answer, true)),
  );

  expect(events.map(({ type, args, result }) => ({ type, args, result }))).toEqual([
    { type: 'unlink', result: 0, args: { res: 0, path: '/etc/passwd' } },
  ]);
});

test('calls without a kind of their own have the name of their number', async () => {
  const events = await eventsOf(
    captureOf(
      processBlock(9, [shell]),
      eventBlock({ type: 'syscall', thread: 900, args: [1, 153] }),
      eventBlock({ type: 'syscall', thread: 900, args: [1, 60_000] }),
    ),
  );

  expect(events.map(({ type }) => type)).toEqual(['vhangup', 'syscall']);
});

test('questions are told where they are wanted', async () => {
  const capture = captureOf(
    processBlock(9, [shell]),
    eventBlock({ type: 'close', isEnter: true, thread: 900, args: [3] }),
    eventBlock({ type: 'close', thread: 900, args: [0] }),
  );

  const events = await eventsOf(capture, { questions: true });

  expect(events.map(({ direction, args }) => [direction, args['fd']])).toEqual([
    ['>', 3],
    ['<', 3],
  ]);
});

test('opens are named by their directory, in flags of Linux', async () => {
  const events = await eventsOf(
    captureOf(
      processBlock(9, [shell]),
      eventBlock({ type: 'openat', thread: 900, args: [5, -100, '../x', 1024 | 1, 0, 8, 9] }),
      eventBlock({ type: 'openat', thread: 900, args: [6, 5, 'f', 2 | 4 | 4096, 0o644, 8, 10] }),
      eventBlock({ type: 'openat', thread: 900, args: [-2, -100, 'none', 1, 0] }),
      eventBlock({ type: 'openat', thread: 900, args: [7, 99, 'lost', 1, 0] }),
      eventBlock({ type: 'open', thread: 900, args: [8, '/a//./b/../c', 1, 0] }),
    ),
  );

  expect(events.map(({ fd }) => [fd?.number, fd?.kind, fd?.name, fd?.rawName])).toEqual([
    [5, 'directory', '/home/x', '../x'],
    [6, 'file', '/home/x/f', 'f'],
    [undefined, undefined, undefined, undefined],
    [7, 'file', '<UNKNOWN>/lost', 'lost'],
    [8, 'file', '/a/c', '/a//./b/../c'],
  ]);
  expect(events[1]?.args).toMatchObject({ flags: 1 | 0o100 | 0o2000000, dirfd: 5, mode: 0o644 });
  expect(events[1]?.fd).toMatchObject({ device: 8, inode: 10 });
});

test('descriptors are followed through dup, fork and close', async () => {
  const events = await eventsOf(
    captureOf(
      processBlock(9, [shell]),
      open(900, 3, '/etc/shadow'),
      eventBlock({ type: 'dup2', thread: 900, args: [0, 3, 0] }),
      clone(900, 901, 0),
      clone(901, 0, 0, 900),
      eventBlock({ type: 'close', thread: 900, args: [0, 3] }),
      read(900, 3),
      read(901, 3),
      read(901, 0),
      eventBlock({ type: 'fcntl', thread: 901, args: [11, 3, 1] }),
      eventBlock({ type: 'close_range', thread: 901, args: [0, 3, 3, 0] }),
      read(901, 3),
      read(901, 11),
    ),
  );

  expect(events.map(({ type, fd }) => `${type} ${fd?.number} ${fd?.name}`)).toEqual([
    'openat 3 /etc/shadow',
    'dup2 0 /etc/shadow',
    'clone undefined undefined',
    'clone undefined undefined',
    'close 3 /etc/shadow',
    'read 3 ',
    'read 3 /etc/shadow',
    'read 0 /etc/shadow',
    'fcntl 11 /etc/shadow',
    'close_range undefined undefined',
    'read 3 ',
    'read 11 /etc/shadow',
  ]);
});

test('a connection is known from socket to close', async () => {
  const events = await eventsOf(
    captureOf(
      block(
        0x205,
        Buffer.concat([
          u16(1),
          u16(4),
          four('10.0.0.7'),
          four('255.255.255.0'),
          Buffer.alloc(12),
          Buffer.from('eth0'),
        ]),
      ),
      processBlock(9, [shell]),
      eventBlock({ type: 'socket', thread: 900, args: [4, 2, 1 | 2048, 0, 0] }),
      eventBlock({
        type: 'connect',
        thread: 900,
        args: [-115, connectionOf('0.0.0.0', 5555, '1.2.3.4', 443), 4],
      }),
      eventBlock({
        type: 'getsockopt',
        thread: 900,
        args: [0, 4, 1, 4, Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0]), 4],
      }),
      eventBlock({ type: 'write', thread: 900, args: [5, 'hello', 4, 5] }),
      eventBlock({
        type: 'connect',
        thread: 900,
        args: [-2, undefined, 9, Buffer.concat([Buffer.from([1]), Buffer.from('/run/x.sock\0')])],
      }),
    ),
  );

  expect(events[1]?.fd).toMatchObject({
    kind: 'ipv4',
    name: '10.0.0.7:5555->1.2.3.4:443',
    socket: {
      protocol: 'tcp',
      isServer: false,
      connected: false,
      client: { address: '10.0.0.7', port: 5555 },
      server: { address: '1.2.3.4', port: 443 },
      local: { address: '10.0.0.7', port: 5555 },
      remote: { address: '1.2.3.4', port: 443 },
    },
  });
  expect(events[3]).toMatchObject({
    args: { data: 'hello', size: 5 },
    fd: { name: '10.0.0.7:5555->1.2.3.4:443', socket: { connected: true } },
  });
  expect(events[4]?.fd).toMatchObject({ kind: 'unix', name: '/run/x.sock' });
});

test('servers and datagrams have their roles', async () => {
  const events = await eventsOf(
    captureOf(
      processBlock(9, [shell]),
      eventBlock({ type: 'socket', thread: 900, args: [3, 2, 1, 0, 0] }),
      eventBlock({ type: 'bind', thread: 900, args: [0, addressOf('0.0.0.0', 80), 3] }),
      eventBlock({
        type: 'accept4',
        thread: 900,
        args: [5, connectionOf('9.9.9.9', 1234, '10.0.0.7', 80), 0, 0, 0, 0],
      }),
      eventBlock({ type: 'socket', thread: 900, args: [6, 2, 2, 0, 0] }),
      eventBlock({
        type: 'sendto',
        thread: 900,
        args: [3, 'q', 6, 3, connectionOf('10.0.0.7', 999, '8.8.8.8', 53)],
      }),
      eventBlock({
        type: 'recvfrom',
        thread: 900,
        args: [3, 'a', connectionOf('8.8.8.8', 53, '10.0.0.7', 999), 6, 3],
      }),
      eventBlock({ type: 'socket', thread: 900, args: [7, 2, 2, 0, 0] }),
      eventBlock({
        type: 'recvfrom',
        thread: 900,
        args: [3, 'a', connectionOf('7.7.7.7', 40, '10.0.0.7', 53), 7, 3],
      }),
    ),
  );

  expect(events.map(({ fd }) => [fd?.name, fd?.socket?.isServer, fd?.socket?.protocol])).toEqual([
    ['', false, 'tcp'],
    ['0.0.0.0:80', true, 'tcp'],
    ['9.9.9.9:1234->10.0.0.7:80', true, 'tcp'],
    ['', false, 'udp'],
    ['10.0.0.7:999->8.8.8.8:53', false, 'udp'],
    ['10.0.0.7:999->8.8.8.8:53', false, 'udp'],
    ['', false, 'udp'],
    ['7.7.7.7:40->10.0.0.7:53', true, 'udp'],
  ]);
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

test('descriptors that were open before are there', async () => {
  const file = Buffer.concat([
    i64(3),
    i64(12),
    Buffer.from([16]),
    u32(1),
    short('/var/log/x'),
    u32(8),
  ]);
  const socket = Buffer.concat([
    i64(4),
    i64(13),
    Buffer.from([3]),
    four('10.0.0.7'),
    four('1.2.3.4'),
    u16(1000),
    u16(443),
    Buffer.from([2]),
  ]);
  const unknown = Buffer.concat([i64(5), i64(14), Buffer.from([99, 1, 2, 3])]);
  const entries = [file, socket, unknown].flatMap((entry) => [u32(entry.length + 4), entry]);
  const list = block(0x218, Buffer.concat([i64(900), ...entries]));

  const events = await eventsOf(
    captureOf(processBlock(9, [shell]), list, read(900, 3), read(900, 4)),
  );

  expect(
    events.map(({ fd }) => [fd?.kind, fd?.name, fd?.inode, fd?.device, fd?.socket?.protocol]),
  ).toEqual([
    ['file', '/var/log/x', 12, 8, undefined],
    ['ipv4', '10.0.0.7:1000->1.2.3.4:443', 13, undefined, 'tcp'],
  ]);
});

test('a capture is read from a file, packed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'capture-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'x.scap');
  writeFileSync(path, gzipSync(captureOf(processBlock(9, [shell]), read(900))));

  expect(await eventsOf(path)).toHaveLength(1);
  await expect(eventsOf(join(directory, 'none'))).rejects.toMatchObject({
    code: 'input.not-found',
  });
});

test('what is cut off is told up to where it is whole', async () => {
  const whole = captureOf(processBlock(9, [shell]), read(900), read(900));
  const told: RuntimeEvent[] = [];
  const run = openCapture(whole.subarray(0, -5)).run(
    { event: (event) => void told.push(event) },
    scope(),
  );

  await expect(run).rejects.toMatchObject({ code: 'input.malformed' });
  expect(told).toHaveLength(1);
});

test.for<readonly [string, Buffer]>([
  ['text', Buffer.from('no capture at all, only text')],
  ['nothing', Buffer.alloc(0)],
  [
    'another byte order',
    Buffer.from('0a0d0d0a0000001c1a2b3c4d0001000200000000000000000000001c', 'hex'),
  ],
  ['gzip of nothing', gzipSync('')],
  ['a block of four gigabytes', Buffer.concat([captureOf(), u32(0x204), u32(0xfffffff0)])],
  ['a block without a length', Buffer.concat([captureOf(), u32(0x204), u32(0), u32(0)])],
])('%s is refused', async ([, bytes]) => {
  expect(await outcome(bytes)).toMatch(/^(?:input|limit)\./);
});

test('damage anywhere is an error or other events, never a crash', async () => {
  const whole = captureOf(
    users,
    processBlock(9, [init, shell]),
    clone(900, 901, 0),
    eventBlock({
      type: 'connect',
      thread: 900,
      args: [0, connectionOf('1.1.1.1', 1, '2.2.2.2', 2), 4],
    }),
    open(901, 3, '/x'),
    read(901, 3),
    eventBlock(
      { type: 'unlink', isEnter: true, kind: kindOf('unlink', true), thread: 900, args: ['/x'] },
      true,
    ),
  );
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 });

  await fc.assert(
    fc.asyncProperty(changes, fc.nat(whole.length), fc.boolean(), async (damage, cut, isCut) => {
      const bytes = Buffer.from(whole);
      for (const [at, byte] of damage) bytes[at] = byte;

      expect(await outcome(isCut ? bytes.subarray(0, cut) : bytes)).toMatch(
        /^(?:fine|(?:input|limit)\..*)$/,
      );
    }),
    { numRuns: 150 },
  );
});

function read(thread: number, fd = 0): Buffer {
  return eventBlock({ type: 'read', thread, args: [0, '', fd, 10] });
}

function open(thread: number, fd: number, path: string, flags = 1): Buffer {
  return eventBlock({ type: 'openat', thread, args: [fd, -100, path, flags, 0] });
}

function clone(thread: number, result: number, flags: number, parent = 1): Buffer {
  const isOwn = result === 0;
  const args = [
    result,
    'kid',
    '',
    thread,
    thread,
    parent,
    '/',
    0,
    0,
    0,
    0,
    0,
    0,
    'kid',
    '',
    flags,
    0,
    0,
    isOwn && flags === 64 ? 1 : thread,
    isOwn && flags === 64 ? 1 : thread,
    0,
  ];
  return eventBlock({ type: 'clone', thread, args });
}

/** The number of the oldest kind of a name. */
function kindOf(name: 'unlink', isEnter: boolean): number {
  return { unlink: 108 }[name] + (isEnter ? 0 : 1);
}

function names(event: RuntimeEvent | undefined): readonly string[] {
  const found: string[] = [];
  for (let process = event?.process; process !== undefined; process = process.parent)
    found.push(process.name);
  return found;
}

async function eventsOf(
  source: string | Buffer,
  options: CaptureOptions = {},
): Promise<readonly RuntimeEvent[]> {
  const events: RuntimeEvent[] = [];
  await openCapture(source, options).run(
    { event: (event) => void events.push(keptEvent(event)) },
    scope(),
  );
  return events;
}

async function outcome(bytes: Buffer): Promise<string> {
  try {
    await eventsOf(bytes);
    return 'fine';
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}

function scope(): Scope {
  function silent(): void {}
  return {
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock: () => new Date(0),
    limits: defaultLimits,
    temporaryDirectory: tmpdir(),
  };
}
