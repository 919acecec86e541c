import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Profile } from '#model/profile.ts';
import { toAppArmor } from '#profile/app-armor.ts';
import { ProfileBook } from '#profile/book.ts';
import { toSeccomp } from '#profile/seccomp.ts';
import { container, event, open, process as sample } from '#profile/testing.ts';
import { hasPrograms, isRoot, temporary } from '../daemons.ts';

const busybox = '/usr/bin/busybox';
const canRun = isRoot() && hasPrograms('runc', 'strace', 'busybox');
const directory = temporary('profile-export');
const rootfs = join(directory, 'rootfs');
const page = 'served\n';
let learnt: Profile | undefined;

beforeAll(async () => {
  for (const name of ['bin', 'www', 'proc', 'dev', 'tmp'])
    mkdirSync(join(rootfs, name), { recursive: true });
  writeFileSync(join(rootfs, 'www/index.html'), page);
  if (!canRun) return;
  copyFileSync(busybox, join(rootfs, 'bin/busybox'));
  chmodSync(join(rootfs, 'bin/busybox'), 0o755);
  symlinkSync('busybox', join(rootfs, 'bin/sh'));
  learnt = await learn();
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the server outside of any container under strace, serves one page, stops it, and learns its system calls. */
async function learn(): Promise<Profile | undefined> {
  const trace = join(directory, 'trace');
  const port = await freePort();
  const server = spawn('strace', [
    '-f',
    '-qq',
    '-o',
    trace,
    busybox,
    'httpd',
    '-f',
    '-p',
    `127.0.0.1:${port}`,
    '-h',
    join(rootfs, 'www'),
  ]);
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await served(port);
  const [child = ''] = readFileSync(
    `/proc/${server.pid}/task/${server.pid}/children`,
    'utf8',
  ).split(' ');
  process.kill(Number(child), 'SIGTERM');
  await ended;
  const calls = new Set(
    Array.from(
      readFileSync(trace, 'utf8').matchAll(/^[0-9]+ +([a-z0-9_]+)\(/gm),
      ([, name = '']) => name,
    ),
  );
  const book = new ProfileBook();
  book.noteSystemCalls(container(), calls, 1_000_000);
  book.flush();
  return book.profiles[0];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The page, as soon as there is one; at most ten seconds. */
async function served(port: number): Promise<string> {
  for (let left = 100; left > 0; left -= 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/index.html`).catch(() => undefined);
    if (answer !== undefined) return await answer.text();
    await delay(100);
  }
  throw new Error('nothing was served');
}

/** A bundle with the network of the host, everything else its own. */
function bundle(
  name: string,
  args: readonly string[],
  seccomp: unknown,
  noNewPrivileges = true,
): string {
  const path = join(directory, name);
  mkdirSync(path);
  const capabilities = ['CAP_NET_BIND_SERVICE', 'CAP_KILL'];
  writeFileSync(
    join(path, 'config.json'),
    JSON.stringify({
      ociVersion: '1.0.2',
      process: {
        terminal: false,
        user: { uid: 0, gid: 0 },
        args,
        env: ['PATH=/bin'],
        cwd: '/',
        noNewPrivileges,
        capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
      },
      root: { path: rootfs, readonly: true },
      mounts: [
        { destination: '/proc', type: 'proc', source: 'proc' },
        { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
        { destination: '/tmp', type: 'tmpfs', source: 'tmpfs' },
      ],
      linux: { namespaces: ['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type })), seccomp },
    }),
  );
  return path;
}

function runc(...args: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const { status, stdout, stderr } = spawnSync(
    'runc',
    ['--root', join(directory, 'runc'), ...args],
    {
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
    },
  );
  return { status, stdout, stderr };
}

function seccompOf(mode: 'log' | 'errno'): unknown {
  if (learnt === undefined) throw new Error('nothing was learnt');
  return toSeccomp(learnt, { mode }).value;
}

test.skipIf(!canRun).for([
  ['errno', true],
  ['errno', false],
  ['log', true],
] as const)(
  'under its own seccomp profile (%s, no new privileges: %s) a server starts, serves and stops',
  async ([mode, noNewPrivileges]) => {
    const port = await freePort();
    const id = `caisson-serve-${mode}-${noNewPrivileges}-${process.pid}`;
    const path = bundle(
      `serve-${mode}-${noNewPrivileges}`,
      ['/bin/busybox', 'httpd', '-f', '-p', `127.0.0.1:${port}`, '-h', '/www'],
      seccompOf(mode),
      noNewPrivileges,
    );
    onTestFinished(() => void runc('delete', '-f', id));
    const running = spawn('runc', ['--root', join(directory, 'runc'), 'run', '-b', path, id], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
    });
    const ended = new Promise<number | null>((resolve) =>
      running.once('exit', (code) => resolve(code)),
    );

    expect(await served(port)).toBe(page);
    expect(runc('kill', id, 'TERM').status).toBe(0);
    // Process 1 of its namespace: SIGTERM without a handler is no end.
    runc('kill', id, 'KILL');
    expect(await ended).not.toBe(0);
  },
);

test.skipIf(!canRun).for([
  ['mkdir', ['/bin/busybox', 'mkdir', '/tmp/x'], 'Operation not permitted'],
  [
    'a namespace of one’s own',
    ['/bin/busybox', 'unshare', '-u', '/bin/busybox', 'true'],
    'Operation not permitted',
  ],
  ['a mount', ['/bin/busybox', 'mount', '-t', 'tmpfs', 'x', '/tmp'], 'permi'],
  ['a change of root', ['/bin/busybox', 'chroot', '/tmp', '/bin/true'], 'Operation not permitted'],
] as const)('%s, which was never seen, is denied', ([name, args, message]) => {
  const id = `caisson-deny-${name.replace(/[^a-z]/g, '')}-${process.pid}`;
  const denied = runc('run', '-b', bundle(`deny-${id}`, args, seccompOf('errno')), id);
  const audited = runc(
    'run',
    '-b',
    bundle(`audit-${id}`, ['/bin/busybox', 'mkdir', '/tmp/x'], seccompOf('log')),
    `${id}-log`,
  );

  expect(denied.stderr).toContain(message);
  expect(denied.status).not.toBe(0);
  expect(audited.status).toBe(0);
});

test.skipIf(!hasPrograms('apparmor_parser')).for([false, true])(
  'AppArmor takes the profile (complain: %s)',
  (complain) => {
    const book = new ProfileBook();
    for (const one of [
      event({}),
      open('/var/lib/a b/"q"/x[1]{y}?^*/f', true),
      open('/run/secrets/x', false),
    ])
      book.observe(one);
    book.observe(event({ process: sample({ pid: 4, exePath: '/opt/<n>/we ird\n"/p' }) }));
    book.noteCapabilities(container(), ['CAP_NET_BIND_SERVICE'], 1000);
    book.flush();
    const [profile] = book.profiles;
    const path = join(directory, `apparmor-${complain}`);
    writeFileSync(
      path,
      profile === undefined ? '' : toAppArmor(profile, { name: 'caisson-web', complain }).value,
    );

    const { status, stderr } = spawnSync('apparmor_parser', ['-Q', '-K', path], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
    });

    expect([status, stderr.replace(/^(?:Cache|Warning).*$/gm, '').trim()]).toEqual([0, '']);
  },
);
