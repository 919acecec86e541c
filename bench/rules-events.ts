import type {
  RuntimeDescriptor,
  RuntimeEvent,
  RuntimeProcess,
  SocketTuple,
} from '../src/model/runtime-event.ts';
import type { WorkloadContainer } from '../src/model/workload.ts';

const programs = [
  ['nginx', '/usr/sbin/nginx', ['-g', 'daemon off;']],
  ['node', '/usr/local/bin/node', ['--max-old-space-size=512', 'server.js', '--port', '8080']],
  ['postgres', '/usr/lib/postgresql/16/bin/postgres', ['-D', '/var/lib/postgresql/data']],
  ['redis-server', '/usr/bin/redis-server', ['/etc/redis/redis.conf']],
  ['java', '/opt/java/bin/java', ['-Xmx2g', '-cp', 'app.jar:lib/*', 'com.example.Main']],
  ['python3', '/usr/bin/python3', ['-m', 'gunicorn', 'app:app', '--workers', '4']],
  ['cc1', '/usr/lib/gcc/x86_64-linux-gnu/12/cc1', ['-quiet', '-O2', 'main.c', '-o', '/tmp/cc.s']],
  ['make', '/usr/bin/make', ['-j4', 'all']],
  ['sh', '/bin/sh', ['-c', 'sleep 1']],
  ['cron', '/usr/sbin/cron', ['-f']],
] as const;

/** A generator of its own, so that every run has the same events. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Events of the mix, each with strings of its own, as a decoder makes them. */
export function makeEvents(count: number): readonly RuntimeEvent[] {
  const random = randomFrom(7);
  const processes = makeProcesses(random);
  return Array.from({ length: count }, (_, at) =>
    makeEvent(at + 1, processes[Math.floor(random() * processes.length)] ?? root, random),
  );
}

function makeEvent(number: number, process: RuntimeProcess, random: () => number): RuntimeEvent {
  const share = random();
  if (share < 0.7)
    return open(number, process, fresh(`${pick(readable, random)}/${name(random)}`), 0);
  if (share < 0.8)
    return open(number, process, fresh(`${pick(writable, random)}/${name(random)}`), 0o1101);
  if (share < 0.88) return connect(number, process, random);
  if (share < 0.93)
    return base(number, 'execve', exec(process, random), { result: 0, args: { flags: 0 } });
  return other(number, process, random);
}

const readable = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/share/zoneinfo',
  '/app/node_modules/express/lib',
  '/proc/self',
  '/etc/ssl/certs',
  '/var/lib/postgresql/data/base',
  '/src/include',
];
const writable = [
  '/var/log/app',
  '/tmp',
  '/data/cache',
  '/src/build',
  '/var/lib/postgresql/data/pg_wal',
];
const others = [
  'unlinkat',
  'renameat2',
  'mkdirat',
  'dup2',
  'fchmodat',
  'setuid',
  'accept4',
  'listen',
  'socket',
  'unlink',
];

function other(number: number, process: RuntimeProcess, random: () => number): RuntimeEvent {
  const type = pick(others, random);
  const path = fresh(`${pick(writable, random)}/${name(random)}`);
  const args = {
    dirfd: -100,
    name: path,
    oldpath: path,
    newpath: `${path}.new`,
    path,
    filename: path,
    mode: 0o644,
    uid: 0,
    domain: 2,
  };
  return base(number, type, process, { result: 0, args });
}

function open(number: number, process: RuntimeProcess, path: string, flags: number): RuntimeEvent {
  const fd: RuntimeDescriptor = { number: 7, kind: 'file', name: path, device: 27, inode: number };
  return base(number, 'openat', process, {
    result: 7,
    fd,
    args: { fd: 7, dirfd: -100, name: path, flags, mode: 0o644 },
  });
}

function connect(number: number, process: RuntimeProcess, random: () => number): RuntimeEvent {
  const client = { address: `10.1.${byte(random)}.${byte(random)}`, port: 30_000 + byte(random) };
  const server = {
    address: `10.2.${byte(random)}.${byte(random)}`,
    port: pick([443, 5432, 6379, 8080], random),
  };
  const socket: SocketTuple = {
    protocol: 'tcp',
    isServer: false,
    client,
    server,
    local: client,
    remote: server,
    connected: true,
  };
  const tuple = fresh(`${client.address}:${client.port}->${server.address}:${server.port}`);
  return base(number, 'connect', process, {
    result: 0,
    fd: { number: 9, kind: 'ipv4', name: tuple, socket },
    args: { fd: 9, tuple },
  });
}

function base(
  number: number,
  type: string,
  process: RuntimeProcess,
  more: Pick<RuntimeEvent, 'args'> & { readonly result: number; readonly fd?: RuntimeDescriptor },
): RuntimeEvent {
  return {
    source: 'syscall',
    number,
    type,
    seconds: 1_700_000_000 + Math.floor(number / 1e6),
    nanoseconds: (number * 1000) % 1e9,
    direction: '<',
    thread: process.pid,
    process,
    ...more,
  };
}

function exec(parent: RuntimeProcess, random: () => number): RuntimeProcess {
  return makeProcess(50_000 + Math.floor(random() * 1e4), parent, parent.container, random);
}

function makeProcesses(random: () => number): readonly RuntimeProcess[] {
  return Array.from({ length: 41 }, (_, at) => at).flatMap((at) => {
    const container = at === 0 ? undefined : makeContainer(at);
    let parent = makeProcess(100 + at, root, container, random);
    return Array.from({ length: 10 }, (__, step) => {
      const made = makeProcess(1000 + at * 10 + step, parent, container, random);
      if (step % 3 === 2) parent = made;
      return made;
    });
  });
}

function makeProcess(
  pid: number,
  parent: RuntimeProcess | undefined,
  container: WorkloadContainer | undefined,
  random: () => number,
): RuntimeProcess {
  const [command, exePath, args] = pick(programs, random);
  return {
    pid,
    virtualPid: pid % 300,
    start: 1_700_000_000_000 - pid,
    name: fresh(command),
    exe: fresh(command),
    exePath: fresh(exePath),
    args: args.map(fresh),
    cwd: '/app/',
    tty: 0,
    session: 100,
    group: 100,
    uid: 1000,
    effectiveUid: 1000,
    gid: 1000,
    effectiveGid: 1000,
    loginUid: -1,
    userName: 'app',
    capabilities: { effective: 0, permitted: 0, inheritable: 0 },
    file: {
      device: 27,
      inode: pid,
      changed: 1_600_000_000_000,
      modified: 1_600_000_000_000,
      upperLayer: false,
      overlay: true,
      memory: false,
      temporary: false,
      deleted: false,
      writable: false,
      setUid: false,
    },
    ...(container !== undefined && { container }),
    ...(parent !== undefined && { parent }),
  };
}

const root: RuntimeProcess = makeProcess(1, undefined, undefined, () => 0.99);

function makeContainer(at: number): WorkloadContainer {
  const id = at.toString(16).padStart(64, 'a');
  return {
    id,
    shortId: id.slice(0, 12),
    engine: 'containerd',
    name: `app-${at}`,
    image: {
      reference: `registry.example/app:${at}`,
      repository: 'registry.example/app',
      tag: String(at),
    },
    privileged: false,
    pod: { name: `app-${at}`, namespace: 'default' },
  };
}

/** A string that shares nothing with others, as one cut from a buffer. */
function fresh(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function name(random: () => number): string {
  return `file-${Math.floor(random() * 1e9).toString(36)}.dat`;
}

function byte(random: () => number): number {
  return Math.floor(random() * 256);
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
