import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { type EventEmitter, once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import type { RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import { openConnection } from '#sensor/connection.ts';
import { doctor } from '#sensor/doctor.ts';
import { dnsAnswer, dnsQuery } from '#sensor/testing-dns.ts';
import { hasPrograms, temporary } from '../daemons.ts';
import { buildDirectory, canSense, type Recording, record } from '../sensor/recording.ts';
import { scopeIn } from '../walk.ts';

const directory = temporary('sensor');
const program = join(directory, 'acts');
const place = join(directory, 'place');
/** Asks for a name, then speaks to where the answer leads. */
const client = `
const [name, port, query] = process.argv.slice(1);
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', () => {
  socket.close();
  require('node:http').get({ host: '127.0.0.5', port, headers: { host: name } }, (response) => response.resume());
});
socket.send(Buffer.from(query, 'hex'), 53, '127.0.0.9');
`;
const isolated = ['--mount', '--pid', '--uts', '--fork', '--mount-proc', program, place];

beforeAll(() => {
  if (!canSense()) return;
  execFileSync('cc', [
    '-O1',
    '-w',
    '-o',
    program,
    join(import.meta.dirname, '../sensor/acts.c'),
    '-lpthread',
  ]);
  mkdirSync(place);
  chmodSync(directory, 0o755);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.skipIf(!canSense() || !hasPrograms('unshare'))('on this kernel', () => {
  let recording: Recording;

  beforeAll(async () => {
    recording = await record(directory, {}, isOurs);
    const child = spawn('unshare', isolated, { stdio: 'ignore' });
    await once(child, 'close');
    await recording.until(({ type, process }) => type === 'procexit' && process.name === 'unshare');
  });
  afterAll(async () => recording[Symbol.asyncDispose]());

  test.for([
    ['execve', { process: { exePath: program, exe: program, args: [place] } }],
    [
      'openat',
      { fd: { name: `${place}/file` }, args: { name: 'file', flags: 0o101, mode: 0o600 } },
    ],
    ['openat', { fd: { name: '/etc/hostname', rawName: 'alias' }, args: { name: 'alias' } }],
    ['openat', { result: -2, fd: { name: `${place}/missing`, number: -1 }, marks: ['unresolved'] }],
    ['openat', { fd: { name: place, kind: 'directory' } }],
    [
      'openat',
      { fd: { name: `${place}/file`, rawName: '../file' }, process: { cwd: `${place}/made/` } },
    ],
    [
      'symlink',
      { args: { target: '/etc/hostname', linkpath: 'alias' }, fd: { name: `${place}/alias` } },
    ],
    ['mkdir', { args: { path: 'made', mode: 0o700 }, fd: { name: `${place}/made` } }],
    ['link', { args: { oldpath: 'file', newpath: 'hard' } }],
    ['rename', { args: { oldpath: 'hard', newpath: 'moved' }, fd: { name: `${place}/moved` } }],
    ['renameat2', { args: { oldpath: 'moved', newpath: 'again' } }],
    ['chmod', { args: { filename: 'file', mode: 0o4755 }, fd: { name: `${place}/file` } }],
    ['fchmodat', { args: { filename: 'file', mode: 0o644 } }],
    ['unlinkat', { args: { name: 'again' }, fd: { name: `${place}/again` } }],
    ['rmdir', { args: { path: 'made' } }],
    ['creat', { fd: { name: `${place}/\xff\xfe name` } }],
    ['chdir', { args: { path: place } }],
    ['socket', { args: { domain: 2 } }],
    ['bind', { fd: { kind: 'ipv4', socket: { isServer: true } } }],
    ['listen', { args: { backlog: 5 } }],
    [
      'connect',
      { fd: { kind: 'ipv4', socket: { isServer: false, server: { address: '127.0.0.1' } } } },
    ],
    [
      'accept4',
      { fd: { kind: 'ipv4', socket: { isServer: true, client: { address: '127.0.0.1' } } } },
    ],
    ['dup2', { args: { newfd: 200 }, fd: { number: 200, kind: 'ipv4' } }],
    ['sendto', { fd: { socket: { protocol: 'udp', server: { address: '127.0.0.1', port: 9 } } } }],
    ['connect', { fd: { kind: 'unix', name: 'nobody.sock' }, result: -2 }],
    ['setuid', { args: { uid: 33 } }],
    ['openat', { process: { uid: 33 }, args: { name: 'file' } }],
    ['capset', { args: { cap_effective: 0, cap_permitted: 0 } }],
    ['unshare', { args: { flags: 0x0402_0000 } }],
    ['setns', { args: { nstype: 0x0400_0000 } }],
    [
      'mount',
      { args: { dev: 'nodev', dir: 'mounted', type: 'tmpfs' }, fd: { name: `${place}/mounted` } },
    ],
    ['umount2', { args: { name: 'mounted', flags: 2 } }],
    ['ptrace', { args: { request: 0 } }],
    ['memfd_create', { args: { name: 'hidden' } }],
    ['execve', { process: { exe: 'hidden', args: ['arg one'], file: { memory: true } } }],
    ['execve', { result: -2, args: { filename: '/nonexistent/program' } }],
    ['prctl', { args: { option: 15, arg2_str: 'renamed' } }],
    ['kill', { process: { name: 'renamed' }, args: { sig: 0 } }],
    ['bpf', { args: { cmd: 9999 }, result: -22 }],
    ['userfaultfd', {}],
    ['io_uring_setup', { args: { entries: 1 } }],
    ['mkdir', { args: { path: 'by-int80' }, marks: ['unresolved', 'compat'] }],
    ['io_uring_submit', { args: { op: 'openat' } }],
    ['setsid', {}],
    ['procexit', { args: { ret: 7 } }],
    ['procexit', { process: { name: 'acts' }, args: { ret: 3, sig: 0 } }],
  ] as const)('%s %j is seen', ([type, members]) => {
    const events = recording.events.filter((event) => event.type === type);

    expect(events.filter((event) => has(event, members))).not.toEqual([]);
  });

  test('processes within another namespace have both of their ids and their lineage', () => {
    const exec = recording.events.find(
      ({ type, process }) =>
        type === 'execve' && process.exePath === program && process.args.length > 0,
    );

    expect(exec?.process.virtualPid).toBe(1);
    expect(exec?.process.pid).toBeGreaterThan(1);
    expect(exec?.process.parent?.name).toBe('unshare');
    expect(exec?.process.userName).toBe('root');
  });

  test('events of a thread come in the order of time', () => {
    const threads = Map.groupBy(recording.events, ({ thread }) => thread);
    const times = [...threads.values()].map((events) =>
      events.map(({ seconds, nanoseconds }) => seconds * 1e9 + nanoseconds),
    );

    expect(times).toEqual(times.map((each) => each.toSorted((one, other) => one - other)));
  });
});

test.skipIf(!canSense())('names that a process looks up and speaks to are seen', async () => {
  const server = createSocket('udp4');
  server.on('message', (_, from) => {
    server.send(dnsAnswer('names.example', [127, 0, 0, 5]), from.port, from.address);
  });
  const web = createServer((_, response) => response.end());
  onTestFinished(() => {
    server.close();
    web.close();
  });
  await Promise.all([bound(server.bind(53, '127.0.0.9')), bound(web.listen(0, '127.0.0.5'))]);
  const address = web.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const words = ['names.example', String(port), dnsQuery('names.example').toString('hex')];
  await using recording = await record(directory, {}, ({ type }) => /dns|http|connect/.test(type));

  const child = spawn(process.execPath, ['-e', client, ...words], { stdio: 'inherit' });
  await once(child, 'close');
  const answer = await recording.until(
    ({ type, args }) => type === 'dns' && args['response'] === true,
  );
  const request = await recording.until(({ type }) => type === 'http');
  const connect = await recording.until(({ fd }) => fd?.socket?.server?.port === port);

  expect(answer).toMatchObject({
    args: { name: 'names.example', type: 'A', answers: ['127.0.0.5'], rcode: 0 },
    process: { pid: child.pid },
  });
  expect(request).toMatchObject({ args: { host: 'names.example' }, process: { pid: child.pid } });
  expect(connect.fd?.socket?.remoteNames).toEqual(['names.example']);
});

test.skipIf(!canSense())(
  'a daemon that is killed is started again, and the gap is told',
  async () => {
    await using recording = await record(directory, {}, ({ type }) => type === 'execve');
    const first = recording.sensor.statistics().daemonPid ?? 0;

    process.kill(first, 'SIGKILL');
    const loss = await recording.untilLoss(({ reason }) => reason === 'sensor-restarted');
    execFileSync('true', ['behind the gap']);
    const event = await recording.until(({ process: one }) => one.args.includes('behind the gap'));

    expect(loss.to).toBeGreaterThanOrEqual(loss.from);
    expect(recording.sensor.statistics()).toMatchObject({ restarts: 1 });
    expect(recording.sensor.statistics().daemonPid).not.toBe(first);
    expect(event.process.parent?.pid).toBe(process.pid);
  },
);

test.skipIf(!canSense())('a reader that is slow loses what is counted', async () => {
  const load = join(directory, 'load');
  const source =
    '#include <fcntl.h>\n#include <unistd.h>\nint main(void){for(long i=0;i<400000;i++)close(open("/etc/hostname",0));}';
  execFileSync('cc', ['-O1', '-w', '-x', 'c', '-o', load, '-'], { input: source });
  let opens = 0;
  let isSlow = true;
  await using recording = await record(directory, {}, (event) => {
    if (
      event.process.name === 'load' &&
      event.type === 'openat' &&
      event.fd?.name === '/etc/hostname'
    ) {
      opens += 1;
      if (isSlow) busy(4000);
      isSlow = false;
    }
    return event.type === 'procexit' && event.process.name === 'load';
  });

  execFileSync(load, { stdio: 'ignore', timeout: 60_000 });
  await recording.until(({ type }) => type === 'procexit');
  await recording.untilLoss(() => opens + lostOpens(recording) >= 400_000);

  expect(lostOpens(recording)).toBeGreaterThan(0);
});

test.skipIf(!canSense() || !hasPrograms('setpriv'))(
  'without privilege the error says what is missing',
  async () => {
    const shared = join(directory, 'caisson-sensor');
    const wrapper = join(directory, 'unprivileged');
    copyFileSync(join(buildDirectory, 'caisson-sensor'), shared);
    const words = 'exec setpriv --reuid 65534 --regid 65534 --clear-groups';
    writeFileSync(wrapper, `#!/bin/sh\n${words} ${shared} "$@"\n`, { mode: 0o755 });

    await expect(openConnection({ program: wrapper })).rejects.toSatisfy((error) =>
      isCaissonError(error, 'host.missing-privilege'),
    );
  },
);

test.skipIf(!canSense())('the doctor tries what this kernel can do', async () => {
  const report = await doctor({ buildDirectory }, scopeIn(directory).signal);

  expect(report.sensor.from).toBe('build');
  expect(report.abilities.map(({ id }) => id)).toContain('kill');
});

function isOurs({ process: one }: RuntimeEvent): boolean {
  let next: RuntimeProcess | undefined = one;
  for (let depth = 0; next !== undefined && depth < 6; depth += 1) {
    if (next.exePath === program || (next.name === 'unshare' && next.args.includes(program)))
      return true;
    next = next.parent;
  }
  return false;
}

async function bound(server: EventEmitter): Promise<unknown> {
  return once(server, 'listening');
}

function lostOpens({ losses }: Recording): number {
  return losses.reduce((sum, { counts }) => sum + (counts['open'] ?? 0), 0);
}

function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end) Math.sqrt(end);
}

/** Whether `value` has the members that are named, all through. */
function has(value: unknown, members: object): boolean {
  return Object.entries(members).every(([name, wanted]: [string, unknown]) => {
    const found = isRecord(value) ? value[name] : undefined;
    return isRecord(wanted) ? has(found, wanted) : isDeepStrictEqual(found, wanted);
  });
}
