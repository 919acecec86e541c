import { expect, test } from 'vitest';
import {
  callRecord,
  countersRecord,
  execRecord,
  exitRecord,
  forkRecord,
  identityRecord,
  netRecord,
  openRecord,
  socketRecord,
  textRecord,
  throttleRecord,
  uringRecord,
  verdictRecord,
} from './testing.ts';
import { testDecoder } from './testing-decoder.ts';
import { dnsAnswer, dnsQuery } from './testing-dns.ts';
import { wire } from './wire.gen.ts';

const here = { address: [10, 0, 0, 2], port: 4000 };
const there = { address: [10, 0, 0, 9], port: 443 };

test('an exec tells who runs what, and its ancestors', () => {
  const { decoder, events } = testDecoder();

  decoder.push(textRecord('cgroup', '/docker/abc', { id: 77 }));
  decoder.push(execRecord({ tgid: 50, snapshot: true, id: { comm: 'nginx', start: 1 } }));
  decoder.push(
    forkRecord({ tgid: 50, ret: 51, id: { ppid: 50, comm: 'nginx', start: 2, cgroup: 77 } }),
  );
  decoder.push(
    execRecord({
      tgid: 51,
      ts: 3_000_000_000,
      id: { ppid: 50, comm: 'sh', uid: 33, start: 2, cgroup: 77, vpid: 5 },
      path: '/bin/dash',
      raw: '/bin/sh',
      cwd: '/srv',
      argv: ['sh', '-c', 'id'],
      file: { ino: 9, mark: wire.fileMark.overlay | wire.fileMark.upper },
    }),
  );

  expect(events.map(({ type }) => type)).toEqual(['fork', 'execve']);
  expect(events[1]).toMatchObject({
    number: 2,
    result: 0,
    process: {
      pid: 51,
      virtualPid: 5,
      name: 'sh',
      exe: 'sh',
      exePath: '/bin/dash',
      args: ['-c', 'id'],
      cwd: '/srv/',
      uid: 33,
      loginUid: -1,
      cgroup: '/docker/abc',
      file: { inode: 9, upperLayer: true, overlay: true },
      parent: { pid: 50, name: 'nginx' },
    },
    args: { filename: '/bin/sh', args: '-c\0id\0', trusted_exepath: '/bin/dash', flags: 2 },
  });
});

test('a process that was moved into a container shows by its children', () => {
  const { decoder, events } = testDecoder();
  decoder.push(textRecord('cgroup', '/docker/abc', { id: 77 }));
  decoder.push(execRecord({ tgid: 50, id: { start: 1 } }));

  decoder.push(forkRecord({ tgid: 50, ret: 51, id: { ppid: 50, start: 2, cgroup: 77 } }));
  decoder.push(
    forkRecord({ tgid: 50, ret: 52, flags: 2 ** 33, id: { ppid: 50, start: 3, cgroup: 1 } }),
  );

  expect(events.map(({ process }) => process.cgroup)).toEqual([
    undefined,
    '/docker/abc',
    '/docker/abc',
  ]);
});

test('an exit is told while the process is there', () => {
  const { decoder, events, table } = testDecoder();
  decoder.push(execRecord({ tgid: 50 }));

  decoder.push(exitRecord({ tgid: 50, ts: 2_000_000_000, ret: 0x0100 }));
  decoder.push(exitRecord({ tgid: 50, ts: 2_000_000_000, ret: 0x0100 }));

  expect(events.slice(1)).toMatchObject([
    { type: 'procexit', process: { pid: 50, name: 'sh' }, args: { status: 256, ret: 1, sig: 0 } },
  ]);
  expect(table.get(50)?.exited).toBe(2_000_000_000);
});

test('a file is named as the kernel has it; what was asked for stands beside it', () => {
  const { decoder, events } = testDecoder();
  decoder.push(execRecord({ tgid: 100, cwd: '/srv' }));

  decoder.push(openRecord({ path: '/etc/shadow', raw: '/tmp/link', flags: 0o101, mode: 0o600 }));
  decoder.push(openRecord({ path: '/etc/hosts', raw: '/etc/hosts', nr: 2 }));
  decoder.push(openRecord({ path: '', raw: '../etc/x', ret: -2, mark: wire.mark.unresolved }));

  expect(events.slice(1)).toMatchObject([
    {
      type: 'openat',
      fd: { number: 3, kind: 'file', name: '/etc/shadow', rawName: '/tmp/link', inode: 7 },
      args: { fd: 3, dirfd: -100, name: '/tmp/link', flags: 0o101, mode: 0o600 },
    },
    { type: 'open', fd: { name: '/etc/hosts' }, args: { name: '/etc/hosts' } },
    {
      result: -2,
      fd: { number: -1, name: '/etc/x', rawName: '../etc/x' },
      args: { fd: -2 },
      marks: ['unresolved'],
    },
  ]);
});

test.for([
  ['connect', 42, wire.role.client, here, there, '10.0.0.2:4000->10.0.0.9:443', false],
  ['accept4', 288, wire.role.server, there, here, '10.0.0.2:4000->10.0.0.9:443', true],
] as const)('%s names client and server', ([type, nr, role, local, remote, name, isServer]) => {
  const { decoder, events } = testDecoder();

  decoder.push(socketRecord({ nr, role, local, remote, ret: 5, cookie: 9 }));

  expect(events[0]).toMatchObject({
    type,
    fd: {
      kind: 'ipv4',
      name,
      socket: {
        isServer,
        protocol: 'tcp',
        client: { port: 4000 },
        server: { port: 443 },
        cookie: '9',
      },
    },
    args: { tuple: name },
  });
});

test('a connection that is under way is not connected yet', () => {
  const { decoder, events } = testDecoder();

  decoder.push(socketRecord({ local: here, remote: there, ret: -115 }));

  expect(events[0]?.fd?.socket?.connected).toBe(false);
});

test('bind tells the address as that of a server', () => {
  const { decoder, events } = testDecoder();
  const any = { address: Array.from({ length: 16 }, () => 0), port: 8080 };

  decoder.push(socketRecord({ nr: 49, role: wire.role.server, family: 10, local: any }));

  expect(events[0]).toMatchObject({
    type: 'bind',
    fd: { kind: 'ipv6', name: ':::8080', socket: { isServer: true, server: { port: 8080 } } },
    args: { addr: ':::8080' },
  });
});

test('an IPv4 address within IPv6 is IPv4', () => {
  const { decoder, events } = testDecoder();
  const mapped = [...Array.from({ length: 10 }, () => 0), 255, 255, 1, 2, 3, 4];

  decoder.push(socketRecord({ family: 10, local: here, remote: { address: mapped, port: 53 } }));

  expect(events[0]?.fd).toMatchObject({
    kind: 'ipv4',
    socket: { remote: { address: '1.2.3.4', port: 53 } },
  });
});

test('a datagram socket tells when its peer is another one', () => {
  const { decoder, events } = testDecoder();
  const send = { nr: 44, protocol: 17, cookie: 5, local: here };
  const other = { address: [10, 0, 0, 8], port: 53 };

  decoder.push(socketRecord({ ...send, remote: there }));
  decoder.push(socketRecord({ ...send, remote: there }));
  decoder.push(socketRecord({ ...send, remote: other }));
  decoder.push(socketRecord({ ...send, nr: 42, remote: other }));
  decoder.push(socketRecord({ ...send, remote: other }));

  expect(events.map(({ fd }) => [fd?.socket?.nameChanged, fd?.socket?.connected])).toEqual([
    [true, false],
    [false, false],
    [true, false],
    [false, true],
    [false, true],
  ]);
});

test('a unix socket has the name of its path', () => {
  const { decoder, events } = testDecoder();

  decoder.push(socketRecord({ family: 1, protocol: 0, path: '/run/docker.sock' }));

  expect(events[0]).toMatchObject({
    fd: { kind: 'unix', name: '/run/docker.sock' },
    args: { addr: '/run/docker.sock' },
  });
});

test.for([
  ['rename', 82, [0, 0], ['/a', '/b', 'a', 'b'], { oldpath: 'a', newpath: 'b' }, '/b'],
  ['unlinkat', 263, [-100, 0, 512], ['/a', 'a'], { dirfd: -100, name: 'a', flags: 512 }, '/a'],
  ['fchmodat', 268, [-100, 0, 0o4755], ['/x', 'x'], { filename: 'x', mode: 0o4755 }, '/x'],
  ['ptrace', 101, [16, 42, 0, 0], [], { request: 16, pid: 42 }, undefined],
  ['setuid', 105, [33], [], { uid: 33 }, undefined],
  [
    'setns',
    308,
    [5, 0x2000_0000],
    ['net:[4026531840]'],
    { fd: 5, nstype: 0x2000_0000 },
    'net:[4026531840]',
  ],
  ['memfd_create', 319, [0, 1], ['x'], { fd: 4, name: 'x', flags: 1 }, 'x'],
  [
    'mount',
    165,
    [0, 0, 0, 4096],
    ['/mnt', '/mnt', 'dev', 'ext4'],
    { dir: '/mnt', dev: 'dev', type: 'ext4' },
    '/mnt',
  ],
  ['tgkill', 234, [7, 8, 9], [], { pid: 7, tid: 8, sig: 9 }, undefined],
  ['sync', 162, [], [], { ID: 162, nativeID: 162 }, undefined],
] as const)('%s has the arguments of the event table', ([type, nr, arg, strings, args, name]) => {
  const { decoder, events } = testDecoder();

  decoder.push(callRecord({ nr, arg, strings, ret: 4 }));

  expect(events[0]).toMatchObject({ type, result: 4, args });
  expect(events[0]?.fd?.name).toBe(name);
});

test('a socket that becomes standard input is told with its connection', () => {
  const { decoder, events } = testDecoder();

  decoder.push(callRecord({ nr: 33, arg: [5, 0], ret: 0, socket: { local: here, remote: there } }));

  expect(events[0]).toMatchObject({
    type: 'dup2',
    fd: { number: 0, kind: 'ipv4', name: '10.0.0.2:4000->10.0.0.9:443' },
    args: { res: 0, oldfd: 5, newfd: 0 },
  });
});

test('a change of identity shows in the events behind it', () => {
  const { decoder, events } = testDecoder();
  decoder.push(execRecord({ tgid: 100, id: { uid: 0, start: 5 } }));

  decoder.push(identityRecord({ tgid: 100, id: { uid: 33, start: 5 } }));
  decoder.push(openRecord());

  expect(events.map(({ process }) => process.uid)).toEqual([0, 33]);
});

test('answers of DNS name the addresses that a container connects to later', () => {
  const { decoder, events } = testDecoder();
  const dns = {
    protocol: 17,
    local: here,
    remote: { address: [10, 0, 0, 53], port: 53 },
    tgid: 100,
  };

  decoder.push(netRecord({ ...dns, kind: wire.netKind.dnsQuery, data: dnsQuery('Example.COM') }));
  decoder.push(
    netRecord({
      ...dns,
      kind: wire.netKind.dnsAnswer,
      data: dnsAnswer('example.com', [10, 0, 0, 9]),
    }),
  );
  decoder.push(socketRecord({ local: here, remote: there }));

  expect(events).toMatchObject([
    { type: 'dns', args: { name: 'example.com', type: 'A', answers: [], response: false } },
    { type: 'dns', args: { answers: ['10.0.0.9'], response: true, rcode: 0 } },
    { type: 'connect', fd: { socket: { remoteNames: ['example.com'] } } },
  ]);
});

test.for([
  ['tls', wire.netKind.sni, { name: 'example.com' }],
  ['http', wire.netKind.http, { host: 'example.com' }],
] as const)('%s is told of the process that owns the socket', ([type, kind, args]) => {
  const { decoder, events } = testDecoder();
  decoder.push(execRecord({ tgid: 100, ts: 1, id: { start: 1 } }));
  decoder.push(socketRecord({ tgid: 100, cookie: 7, local: here, remote: there }));

  decoder.push(
    netRecord({ tgid: 0, cookie: 7, kind, data: 'Example.com', local: here, remote: there }),
  );

  expect(events[2]).toMatchObject({ type, args, process: { pid: 100, name: 'sh' } });
});

test('operations of io_uring have names', () => {
  const { decoder, events } = testDecoder();

  decoder.push(uringRecord({ opcode: 18, fd: -100, path: '/etc/shadow' }));

  expect(events[0]).toMatchObject({
    type: 'io_uring_submit',
    args: { op: 'openat', name: '/etc/shadow' },
    fd: { name: '/etc/shadow' },
  });
});

test('what the kernel did is told beside the events', () => {
  const { decoder, verdicts, events } = testDecoder();

  decoder.push(
    verdictRecord({
      policy: 4,
      action: wire.action.kill,
      reason: wire.reason.drift,
      path: '/tmp/x',
    }),
  );

  expect(events).toEqual([]);
  expect(verdicts).toMatchObject([
    { policy: 4, action: 'kill', reason: 'drift', path: '/tmp/x', simulated: false },
  ]);
});

test('a loss is told by class, and lost execs make the processes doubtful', () => {
  const { decoder, losses, notes } = testDecoder();
  decoder.push(countersRecord('heartbeat', { realtime: 2_000_000_000_000_000_000n }));

  decoder.push(countersRecord('loss', { ts: 5e9, from: 4e9, dropped: { [wire.type.open]: 7 } }));
  decoder.push(countersRecord('loss', { dropped: { [wire.type.exec]: 1 } }));

  expect(losses[0]).toEqual({
    from: 2_000_000_004_000,
    to: 2_000_000_005_000,
    reason: 'ring-full',
    counts: { open: 7 },
  });
  expect(notes).toEqual(['doubtful']);
});

test('a flood of one container names the container', () => {
  const { decoder, losses } = testDecoder({
    containerOf: (cgroup) => ({ id: cgroup, shortId: 'c', engine: 'docker' }),
  });
  decoder.push(textRecord('cgroup', '/docker/abc', { id: 77 }));

  decoder.push(throttleRecord(77, 0, false));
  decoder.push(throttleRecord(77, 900, true));

  expect(losses).toMatchObject([
    { reason: 'throttled', counts: { any: 900 }, cgroupId: '77', container: { id: '/docker/abc' } },
  ]);
});

test('time is that of the wall clock, to the nanosecond', () => {
  const { decoder, events } = testDecoder();
  decoder.push(countersRecord('heartbeat', { realtime: 1_700_000_000_999_999_999n }));

  decoder.push(openRecord({ ts: 3_000_000_002 }));

  expect(events[0]).toMatchObject({ seconds: 1_700_000_004, nanoseconds: 1 });
});

test('a process that is not known is asked for and stands in by its pid', () => {
  const { decoder, events, notes } = testDecoder();

  decoder.push(openRecord({ tgid: 4242 }));

  expect(events[0]?.process).toMatchObject({ pid: 4242, name: '' });
  expect(notes).toEqual(['missing 4242']);
});

test('names keep bytes that are no text', () => {
  const { decoder, events } = testDecoder();

  decoder.push(openRecord({ path: '/tmp/\xff\xfe', raw: '/tmp/\xff\xfe' }));

  expect(events[0]?.fd?.name).toBe('/tmp/\xff\xfe');
});
