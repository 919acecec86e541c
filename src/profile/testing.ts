import type { ExecutedFile, RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';

/** Numbers that look random and are the same each time (mulberry32), from 0 to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A container of a deployment. */
export function container(parts: Partial<WorkloadContainer> = {}): WorkloadContainer {
  const id = parts.id ?? 'c'.repeat(64);
  return {
    id,
    shortId: id.slice(0, 12),
    engine: 'containerd',
    name: 'web',
    image: { reference: 'registry.local/shop/web:1.4' },
    created: 0,
    rootPid: 100,
    pod: {
      name: 'web-7d4b9c6f5d-x2x9z',
      namespace: 'shop',
      owner: 'Deployment/web',
      container: 'web',
    },
    ...parts,
  };
}

/** A process of that container, its first one unless said otherwise. */
export function process(parts: Partial<RuntimeProcess> = {}): RuntimeProcess {
  return {
    pid: 100,
    virtualPid: 1,
    start: 0,
    name: 'server',
    exe: 'server',
    exePath: '/usr/bin/server',
    args: [],
    cwd: '/',
    tty: 0,
    session: 100,
    group: 100,
    uid: 0,
    effectiveUid: 0,
    gid: 0,
    effectiveGid: 0,
    loginUid: -1,
    capabilities: { effective: 0, permitted: 0, inheritable: 0 },
    container: container(),
    ...parts,
  };
}

/** An event of that process. `time` in milliseconds. */
export function event(
  parts: Partial<RuntimeEvent> & { readonly time?: number } = {},
): RuntimeEvent {
  const { time = 0, ...given } = parts;
  const owner = given.process ?? process();
  return {
    source: 'syscall',
    number: 1,
    type: 'execve',
    seconds: Math.floor(time / 1000),
    nanoseconds: (time % 1000) * 1_000_000,
    direction: '<',
    thread: owner.pid,
    result: 0,
    args: {},
    ...given,
    process: owner,
  };
}

/** An event that opens a file. */
export function open(
  path: string,
  write: boolean,
  parts: Parameters<typeof event>[0] = {},
): RuntimeEvent {
  return event({
    type: 'openat',
    result: 3,
    args: { name: path, flags: write ? 0o101 : 0 },
    fd: { number: 3, kind: 'file', name: path },
    ...parts,
  });
}

/** An event that connects. */
export function connect(
  address: string,
  port: number,
  parts: Parameters<typeof event>[0] = {},
  names: readonly string[] = [],
): RuntimeEvent {
  const local = { address: '10.0.0.9', port: 40_000 };
  const remote = { address, port };
  return event({
    type: 'connect',
    fd: {
      number: 4,
      kind: address.includes(':') ? 'ipv6' : 'ipv4',
      name: `10.0.0.9:40000->${address}:${port}`,
      socket: {
        protocol: 'tcp',
        isServer: false,
        connected: true,
        local,
        remote,
        client: local,
        server: remote,
        remoteNames: names,
      },
    },
    ...parts,
  });
}

/** An event that accepts a connection, or begins to listen for some. */
export function serve(
  type: 'accept4' | 'listen' | 'bind',
  port: number,
  peer = '10.0.0.7',
  protocol = 'tcp',
): RuntimeEvent {
  const local = { address: '0.0.0.0', port };
  const remote = { address: peer, port: 50_000 };
  const ends = type === 'accept4' ? { local, remote, client: remote, server: local } : { local };
  return event({
    type,
    fd: {
      number: 5,
      kind: 'ipv4',
      name: `${peer}:50000->0.0.0.0:${port}`,
      socket: { protocol, isServer: true, connected: type === 'accept4', ...ends },
    },
  });
}

/** A file that the image has. */
export function file(parts: Partial<ExecutedFile> = {}): ExecutedFile {
  return {
    device: 1,
    inode: 1,
    changed: 0,
    modified: 0,
    upperLayer: false,
    overlay: true,
    memory: false,
    temporary: false,
    deleted: false,
    writable: false,
    setUid: false,
    ...parts,
  };
}
