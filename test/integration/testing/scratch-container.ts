import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { hasPrograms, isRoot, run, temporary } from '../../daemons.ts';

/** The static busybox of Debian's `busybox-static`: all that a throw-away root needs. */
const busybox = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path));
export const hasContainers = isRoot() && hasPrograms('runc', 'ip') && busybox !== undefined;

/** A container by runc on an overlay of busybox, with a network of its own. Everything of it goes when it is disposed of. */
export class ScratchContainer implements Disposable {
  readonly id: string;
  readonly pid: number;
  readonly #directory: string;

  constructor(id: string, options: { readonly hostNetwork?: boolean } = {}) {
    this.id = `caisson-${id}-${process.pid}`;
    this.#directory = temporary('container');
    const bundle = join(this.#directory, 'bundle');
    makeRoot(join(this.#directory, 'lower'));
    for (const name of ['upper', 'work', 'bundle/rootfs'])
      mkdirSync(join(this.#directory, name), { recursive: true });
    const [lower, upper, work] = ['lower', 'upper', 'work'].map((n) => join(this.#directory, n));
    const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
    run('mount', '-t', 'overlay', 'overlay', '-o', layers, join(bundle, 'rootfs'));
    writeFileSync(
      join(bundle, 'config.json'),
      JSON.stringify(configuration(this.id, options.hostNetwork ?? false)),
    );
    const pidFile = join(this.#directory, 'pid');
    // runc hands its own streams to the container: a pipe would never end.
    execFileSync('runc', ['run', '-d', '--bundle', bundle, '--pid-file', pidFile, this.id], {
      stdio: 'ignore',
    });
    this.pid = Number(readFileSync(pidFile, 'utf8'));
  }

  /** Kernfs id of its cgroup in the unified tree. */
  get cgroup(): string {
    return String(statSync(this.cgroupDirectory, { bigint: true }).ino);
  }

  get cgroupDirectory(): string {
    return cgroupDirectory(this.pid, '');
  }

  get mounts(): string {
    return run('readlink', `/proc/${this.pid}/ns/mnt`).replace(/\D/gu, '');
  }

  /** Runs a shell script in it and gives all that it wrote. */
  async sh(script: string): Promise<string> {
    const child = this.start(script);
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    const out = await outputOf(child);
    clearTimeout(timer);
    return out.trim();
  }

  /** Starts a shell script in it that goes on. */
  start(script: string): ChildProcess {
    return spawn('runc', ['exec', this.id, '/bin/sh', '-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Gives it a network: host 10.77.`net`.1 and fd77:`net`::1, container .2 and ::2. */
  connect(net: number): { readonly device: string; readonly host: string; readonly own: string } {
    const device = `cc${process.pid % 10000}n${net}`;
    run(
      'ip',
      'link',
      'add',
      device,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      String(this.pid),
    );
    run('ip', 'addr', 'add', `10.77.${net}.1/24`, 'dev', device);
    run('ip', '-6', 'addr', 'add', `fd77:${net}::1/64`, 'dev', device, 'nodad');
    run('ip', 'link', 'set', device, 'up');
    const inside = (...args: readonly string[]) =>
      run('nsenter', '-t', String(this.pid), '-n', 'ip', ...args);
    inside('addr', 'add', `10.77.${net}.2/24`, 'dev', 'eth0');
    inside('-6', 'addr', 'add', `fd77:${net}::2/64`, 'dev', 'eth0', 'nodad');
    inside('link', 'set', 'eth0', 'up');
    inside('link', 'set', 'lo', 'up');
    inside('route', 'add', 'default', 'via', `10.77.${net}.1`);
    return { device, host: `10.77.${net}.1`, own: `10.77.${net}.2` };
  }

  [Symbol.dispose](): void {
    spawnSync('runc', ['delete', '--force', this.id], { stdio: 'ignore' });
    spawnSync('umount', ['-l', join(this.#directory, 'bundle/rootfs')], { stdio: 'ignore' });
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** All that a child writes until it ends. */
export async function outputOf(child: ChildProcess): Promise<string> {
  const parts: Buffer[] = [];
  child.stdout?.on('data', (bytes: Buffer) => parts.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => parts.push(bytes));
  await once(child, 'close');
  return Buffer.concat(parts).toString('latin1');
}

/** Directory of a process in one hierarchy; '' is the unified one. */
export function cgroupDirectory(pid: number, controller: string): string {
  const line = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
    .split('\n')
    .find((text) => (controller ? text.includes(`:${controller}:`) : text.startsWith('0::')));
  const mount = run('findmnt', '-rn', '-t', controller ? 'cgroup' : 'cgroup2', '-o', 'TARGET')
    .split('\n')
    .find((path) => !controller || path.endsWith(controller));
  return join(mount ?? '/nowhere', line?.split(':').slice(2).join(':') ?? '');
}

function makeRoot(directory: string): void {
  for (const name of ['bin', 'proc', 'dev', 'tmp', 'etc', 'out', 'sys'])
    mkdirSync(join(directory, name), { recursive: true });
  if (!busybox) throw new Error('no busybox');
  copyFileSync(busybox, join(directory, 'bin/busybox'));
  run('chroot', directory, '/bin/busybox', '--install', '-s', '/bin');
  writeFileSync(join(directory, 'bin/script'), '#!/bin/sh\necho of the image\n', { mode: 0o755 });
}

function configuration(id: string, hostNetwork: boolean): unknown {
  const capabilities = ['CAP_NET_RAW', 'CAP_KILL', 'CAP_DAC_OVERRIDE', 'CAP_CHOWN', 'CAP_FOWNER'];
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid: 0, gid: 0 },
      args: ['/bin/sh', '-c', 'while :; do sleep 1000; done'],
      env: ['PATH=/bin'],
      cwd: '/',
      capabilities: Object.fromEntries(
        ['bounding', 'effective', 'permitted'].map((set) => [set, capabilities]),
      ),
    },
    root: { path: 'rootfs' },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
      { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['mode=1777'] },
    ],
    linux: {
      cgroupsPath: `/caisson-test/${id}`,
      namespaces: ['pid', 'ipc', 'uts', 'mount', ...(hostNetwork ? [] : ['network'])].map(
        (type) => ({ type }),
      ),
    },
  };
}
