import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A foreign server that a test started for itself: private directories, private sockets and ports. */
export interface Daemon extends AsyncDisposable {
  /** Holds everything of the daemon; removed with it. */
  readonly directory: string;
  /** `host:port` or the path of a socket. */
  readonly address: string;
}

/** Whether all the programs are installed: tests that need them are skipped otherwise. */
export function hasPrograms(...names: readonly string[]): boolean {
  const directories = (process.env['PATH'] ?? '').split(':').concat('/usr/sbin', '/sbin');
  return names.every((name) => directories.some((directory) => existsSync(join(directory, name))));
}

/** Whether we may start container engines. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Runs a program to its end and gives what it wrote; throws with its standard error. */
export function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 2 ** 20,
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
  });
}

/** A private directory below the system's temporary one. */
export function temporary(name: string): string {
  return mkdtempSync(join(tmpdir(), `caisson-${name}-`));
}

/** Docker's own daemon; with vfs storage and without networks where nothing else is said. `bridge` must be there. */
export async function startDocker({
  storage = 'vfs',
  bridge = 'none',
}: {
  readonly storage?: string;
  readonly bridge?: string;
} = {}): Promise<Daemon> {
  const directory = temporary('docker');
  const socket = join(directory, 'docker.sock');
  return await start('dockerd', {
    directory,
    address: socket,
    args: [
      `--data-root=${join(directory, 'data')}`,
      `--exec-root=${join(directory, 'exec')}`,
      `--host=unix://${socket}`,
      `--pidfile=${join(directory, 'docker.pid')}`,
      `--storage-driver=${storage}`,
      `--bridge=${bridge}`,
      '--iptables=false',
      '--ip6tables=false',
      '--ip-masq=false',
    ],
    isReady: () => succeeds(() => run('docker', '-H', `unix://${socket}`, 'version')),
  });
}

/** containerd without the Kubernetes plug-in; `root` and `state` lie in the directory. */
export async function startContainerd(): Promise<Daemon> {
  const directory = temporary('containerd');
  const socket = join(directory, 'containerd.sock');
  const config = join(directory, 'config.toml');
  writeFileSync(
    config,
    [
      'version = 2',
      `root = ${JSON.stringify(join(directory, 'root'))}`,
      `state = ${JSON.stringify(join(directory, 'state'))}`,
      'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
      '[grpc]',
      `address = ${JSON.stringify(socket)}`,
    ].join('\n'),
  );
  return await start('containerd', {
    directory,
    address: socket,
    args: ['--config', config],
    isReady: () => succeeds(() => run('ctr', '--address', socket, 'version')),
  });
}

/** Podman's API service; `podman` gives the arguments with which the command line uses the same storage. */
export async function startPodman(): Promise<Daemon & { readonly podman: readonly string[] }> {
  const directory = temporary('podman');
  const socket = join(directory, 'podman.sock');
  const podman = [
    '--root',
    join(directory, 'root'),
    '--runroot',
    join(directory, 'run'),
    '--storage-driver',
    'vfs',
    '--cgroup-manager',
    'cgroupfs',
    '--events-backend',
    'file',
  ];
  const daemon = await start('podman', {
    directory,
    address: socket,
    args: [...podman, 'system', 'service', '--time=0', `unix://${socket}`],
    isReady: () => existsSync(socket),
  });
  return { ...daemon, podman };
}

/** How Debian's docker-registry is to be set up. */
export interface RegistryOptions {
  readonly htpasswd?: { readonly username: string; readonly password: string };
  /** A token service as `startTokenService` gives it. */
  readonly token?: {
    readonly realm: string;
    readonly service: string;
    readonly certificate: string;
  };
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** Debian's docker-registry on a free port of loopback. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Daemon> {
  const directory = temporary('registry');
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(directory, 'config.json');
  const { htpasswd, token, tls } = options;
  if (htpasswd)
    writeFileSync(
      join(directory, 'htpasswd'),
      run('htpasswd', '-nbB', htpasswd.username, htpasswd.password),
    );
  // YAML is a superset of JSON.
  writeFileSync(
    config,
    JSON.stringify({
      version: '0.1',
      log: { level: 'warn' },
      storage: {
        filesystem: { rootdirectory: join(directory, 'data') },
        delete: { enabled: true },
      },
      http: { addr: address, ...(tls && { tls }) },
      auth: {
        ...(htpasswd && { htpasswd: { realm: 'test', path: join(directory, 'htpasswd') } }),
        ...(token && {
          token: {
            realm: token.realm,
            service: token.service,
            issuer: 'caisson-test',
            rootcertbundle: token.certificate,
          },
        }),
      },
    }),
  );
  const scheme = tls ? 'https' : 'http';
  return await start('docker-registry', {
    directory,
    address,
    args: ['serve', config],
    isReady: () => succeeds(() => run('curl', '-sko', '/dev/null', `${scheme}://${address}/v2/`)),
  });
}

/** A self-signed certificate for loopback; paths of the PEM files. */
export function makeCertificate(directory: string): {
  readonly certificate: string;
  readonly key: string;
} {
  mkdirSync(directory, { recursive: true });
  const [certificate, key] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  const subject = [
    '-subj',
    '/CN=caisson-test',
    '-addext',
    'subjectAltName=IP:127.0.0.1,DNS:localhost',
  ];
  const files = ['-keyout', key, '-out', certificate];
  run(
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    ...files,
    ...subject,
  );
  return { certificate, key };
}

/** A TCP port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Start {
  readonly directory: string;
  readonly address: string;
  readonly args: readonly string[];
  readonly isReady: () => boolean;
}

const startMs = 60_000;
const stopMs = 20_000;
const pollMs = 100;

async function start(program: string, options: Start): Promise<Daemon> {
  const { directory, address, args, isReady } = options;
  const log = join(directory, 'daemon.log');
  const fd = openSync(log, 'a');
  const child = spawn(program, args, {
    stdio: ['ignore', fd, fd],
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
  });
  const ended = once(child, 'exit');
  async function stop(): Promise<void> {
    child.kill('SIGTERM');
    const patience = new AbortController();
    const killed = delay(stopMs, undefined, { signal: patience.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    if (child.exitCode === null && child.signalCode === null) await ended;
    patience.abort();
    await killed;
    unmountBelow(directory);
    rmSync(directory, { recursive: true, force: true });
  }
  for (let waited = 0; waited < startMs; waited += pollMs) {
    if (isReady()) return { directory, address, [Symbol.asyncDispose]: stop };
    if (child.exitCode !== null) break;
    await delay(pollMs);
  }
  const tail = readFileSync(log, 'utf8').slice(-2000);
  await stop();
  throw new Error(`${program} did not start:\n${tail}`);
}

/** Containers that were left running keep their root mounted. */
function unmountBelow(directory: string): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const ours = mounts
    .map((line) => line.split(' ')[1] ?? '')
    .filter((at) => at.startsWith(directory));
  for (const at of ours.reverse()) run('umount', '--lazy', at);
}

function succeeds(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
