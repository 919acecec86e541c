import { expect, test } from 'vitest';
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
} from './testing.ts';
import { clone, eventsOf, open, read, shell } from './testing-events.ts';

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

test('files of overlays tell their layer', async () => {
  const [upper, lower, none, made] = await eventsOf(
    captureOf(
      processBlock(9, [shell]),
      open(900, 3, '/a', 1 | 32768),
      open(900, 4, '/b', 1 | 65536),
      open(900, 5, '/c'),
      eventBlock({ type: 'creat', thread: 900, args: [6, '/d', 0, 1, 2, 1] }),
    ),
  );

  expect([upper, lower, none, made].map((event) => event?.fd?.upperLayer)).toEqual([
    true,
    false,
    undefined,
    true,
  ]);
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

test('an exec closes what was to be closed', async () => {
  const events = await eventsOf(
    captureOf(
      processBlock(9, [shell]),
      open(900, 3, '/stays'),
      open(900, 4, '/closes', 1 | 4096),
      open(900, 5, '/set'),
      eventBlock({ type: 'fcntl', thread: 900, args: [0, 5, 3, 1] }),
      eventBlock({ type: 'dup', thread: 900, args: [6, 4] }),
      clone(900, 901, 0),
      eventBlock({ type: 'execve', thread: 900, args: [-2, '/x', '', 900, 900, 1] }),
      eventBlock({ type: 'execve', thread: 900, args: [0, '/x', '', 900, 900, 1] }),
      ...[3, 4, 5, 6].map((fd) => read(900, fd)),
      read(901, 4),
    ),
  );

  expect(events.slice(-5).map(({ fd }) => fd?.name)).toEqual([
    '/stays',
    '',
    '',
    '/closes',
    '/closes',
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
