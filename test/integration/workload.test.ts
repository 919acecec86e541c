import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { WorkloadContainer } from '#model/workload.ts';
import { engineControl } from '#workload/control.ts';
import { type OpenContainerDirectory, openContainerDirectory } from '#workload/directory.ts';
import { type WorkloadOptions, workloadOptions } from '#workload/options.ts';
import {
  type Daemon,
  hasPrograms,
  isRoot,
  run,
  startContainerd,
  startDocker,
  startPodman,
  temporary,
} from '../daemons.ts';
import { programFiles, sampleImage, writeDockerArchive } from '../sample-image.ts';
import { scopeIn } from '../walk.ts';

const aText: unknown = expect.any(String);
const aNumber: unknown = expect.any(Number);
const directory = temporary('workload');
const archive = join(directory, 'image.tar');
const canRun = isRoot() && hasPrograms('runc', 'ldd');
const hasDocker = canRun && hasPrograms('dockerd', 'docker');
const hasContainerd = canRun && hasPrograms('containerd', 'ctr');
const hasPodman = canRun && hasPrograms('podman');
const name = 'docker.io/library/caisson-workload:1';
const short = 'caisson-workload:1';
const image = sampleImage([
  [
    { path: 'etc/', mode: '755' },
    ...(canRun ? programFiles('/bin/sleep', run('ldd', '/bin/sleep')) : []),
  ],
]);
const scope = scopeIn(directory);
const nothing: WorkloadOptions = {
  ...workloadOptions({}, join(directory, 'nowhere')),
  proc: '/proc',
  cgroups: ['/sys/fs/cgroup/pids', '/sys/fs/cgroup/unified', '/sys/fs/cgroup'],
  sweepMs: 100,
  retryMs: 50,
  maxRetryMs: 200,
};
let docker: Daemon | undefined;
let containerd: Daemon | undefined;
let podman: (Daemon & { readonly podman: readonly string[] }) | undefined;

beforeAll(async () => {
  mkdirSync(directory, { recursive: true });
  writeDockerArchive(image, archive, name);
  docker = hasDocker ? await startDocker() : undefined;
  containerd = hasContainerd ? await startContainerd() : undefined;
  podman = hasPodman ? await startPodman() : undefined;
  if (docker) inDocker('load', '-q', '-i', archive);
  if (containerd) run('ctr', '-a', containerd.address, 'images', 'import', archive);
  if (podman) inPodman('load', '-q', '-i', archive);
});

afterAll(async () => {
  for (const daemon of [docker, containerd, podman]) await daemon?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

function containing(members: object): unknown {
  return expect.objectContaining({ ...members });
}

function inDocker(...args: readonly string[]): string {
  return run('docker', '-H', `unix://${docker?.address}`, ...args).trim();
}

function inPodman(...args: readonly string[]): string {
  return run('podman', ...(podman?.podman ?? []), ...args).trim();
}

/** The next time that the directory tells of a container as `wanted` says. */
function told(
  opened: OpenContainerDirectory,
  wanted: (container: WorkloadContainer, gone: boolean) => boolean,
): Promise<WorkloadContainer> {
  const { promise, resolve } = Promise.withResolvers<WorkloadContainer>();
  const stop = opened.onChange((container, gone) => {
    if (wanted(container, gone)) resolve(container);
  });
  return promise.finally(stop);
}

const dockerArgs = [
  '--network=host',
  '--pid=host',
  '--cap-add=NET_ADMIN',
  '--read-only',
  '--user=0:0',
];

test.skipIf(!hasDocker)('containers of Docker are told of as they start and end', async () => {
  const options = { ...nothing, dockerSockets: [docker?.address ?? ''] };
  await using opened = await openContainerDirectory(options, scope);

  const started = told(opened, ({ name: it, partial }, gone) => it === 'web' && !partial && !gone);
  const id = inDocker(
    'run',
    '-d',
    '--name=web',
    ...dockerArgs,
    '--label=tier=front',
    '--env=A=b',
    '--volume=/tmp:/data:ro',
    '--health-cmd=/bin/check',
    short,
  );
  const container = await started;
  const ended = told(opened, ({ id: it }, gone) => it === id && gone);
  inDocker('kill', 'web');
  await ended;

  expect(container).toMatchObject({
    id,
    shortId: id.slice(0, 12),
    engine: 'docker',
    name: 'web',
    image: { reference: short, repository: 'caisson-workload', tag: '1', id: image.id },
    privileged: false,
    capabilities: ['CAP_NET_ADMIN'],
    hostNetwork: true,
    hostPid: true,
    user: '0:0',
    labels: { tier: 'front', made: 'by caisson' },
    mounts: [
      {
        source: '/tmp',
        destination: '/data',
        readWrite: false,
        propagation: aText,
        mode: 'ro',
      },
    ],
    readOnlyRoot: true,
    rootPid: aNumber,
    created: aNumber,
    probes: [['/bin/sh', '-c', '/bin/check']],
  });
  expect(opened.containers).toEqual([]);
  // Late events of it are still understood.
  expect(opened.ofCgroup(`/docker/${id}`)).toMatchObject({ name: 'web' });
});

test.skipIf(!hasDocker)('what runs already is known at once, by id and by cgroup', async () => {
  const id = inDocker('run', '-d', '--name=early', '--network=none', '--user=0', short);
  onTestFinished(() => void inDocker('rm', '-f', 'early'));
  const options = { ...nothing, dockerSockets: [docker?.address ?? ''] };

  await using opened = await openContainerDirectory(options, scope);

  expect(opened.containers).toEqual([containing({ id, name: 'early', privileged: false })]);
  expect(opened.ofCgroup(`/docker/${id}`)).toBe(opened.containers[0]);
  expect(opened.ofCgroup('/user.slice')).toBeUndefined();
});

test.skipIf(!hasDocker)('the files of Docker are enough when nobody answers', async () => {
  const id = inDocker('run', '-d', '--name=quiet', '--network=none', '--user=0', short);
  onTestFinished(() => void inDocker('rm', '-f', 'quiet'));
  const home = docker?.directory ?? '';
  await using opened = await openContainerDirectory(
    {
      ...nothing,
      dockerRoots: [join(home, 'data')],
      containerdStates: [join(home, 'exec', 'containerd', 'daemon')],
    },
    scope,
  );

  expect(opened.ofCgroup(`/docker/${id}`)).toMatchObject({
    id,
    engine: 'docker',
    name: 'quiet',
    image: { reference: short, id: image.id },
    rootPid: aNumber,
  });
});

test.skipIf(!hasDocker)(
  'an engine that goes away is found again, and nothing is forgotten',
  async () => {
    const socket = join(directory, 'proxy.sock');
    const first = await proxy(socket, docker?.address ?? '');
    const id = inDocker('run', '-d', '--name=stays', '--network=none', '--user=0', short);
    onTestFinished(() => void inDocker('rm', '-f', 'stays', 'later'));
    await using opened = await openContainerDirectory(
      { ...nothing, dockerSockets: [socket] },
      scope,
    );

    await first[Symbol.asyncDispose]();
    const during = opened.ofCgroup(`/docker/${id}`);
    const later = told(opened, ({ name: it }, gone) => it === 'later' && !gone);
    inDocker('run', '-d', '--name=later', '--network=none', '--user=0', short);
    await using _second = await proxy(socket, docker?.address ?? '');
    await later;

    expect(during).toMatchObject({ id, name: 'stays', image: { id: image.id } });
    expect(opened.containers.map((container) => container.name)).toEqual(['stays', 'later']);
  },
);

/** Docker's socket under another name, which can be taken away. */
async function proxy(path: string, target: string): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const other = connect(target);
    for (const end of [socket, other]) sockets.add(end.on('error', () => end.destroy()));
    socket.pipe(other).pipe(socket);
  }).listen(path);
  await once(server, 'listening');
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

test.skipIf(!hasPodman)('containers of podman are told of as they start and end', async () => {
  const options = { ...nothing, podmanSockets: [podman?.address ?? ''] };
  await using opened = await openContainerDirectory(options, scope);

  const started = told(opened, ({ name: it, partial }, gone) => it === 'pod' && !partial && !gone);
  const limits = ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024'];
  const id = inPodman('run', '-d', '--name=pod', '--network=none', '--label=a=b', ...limits, short);
  const container = await started;
  const ended = told(opened, ({ id: it }, gone) => it === id && gone);
  inPodman('rm', '-f', '-t0', 'pod');
  await ended;

  expect(container).toMatchObject({
    id,
    engine: 'podman',
    name: 'pod',
    image: {
      reference: name,
      repository: 'docker.io/library/caisson-workload',
      tag: '1',
      id: image.id,
    },
    privileged: false,
    labels: { a: 'b' },
  });
});

test.skipIf(!hasPodman)('the state of podman on disk is enough', async () => {
  const limits = ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024'];
  const id = inPodman('run', '-d', '--name=disk', '--network=none', ...limits, short);
  const home = podman?.directory ?? '';
  const options = {
    ...nothing,
    storageStates: [join(home, 'run')],
    storageRoots: [join(home, 'root')],
  };
  await using opened = await openContainerDirectory(options, scope);
  const container = opened.ofCgroup(`/libpod_parent/libpod-${id}`);
  const ended = told(opened, ({ id: it }, gone) => it === id && gone);
  inPodman('rm', '-f', '-t0', 'disk');
  await ended;

  expect(container).toMatchObject({
    id,
    engine: 'podman',
    name: 'disk',
    image: { reference: name, id: image.id },
    rootPid: aNumber,
    privileged: false,
  });
});

test.skipIf(!hasContainerd)('a task of containerd is found by its cgroup', async () => {
  const address = ['-a', containerd?.address ?? ''];
  const id = `caisson-workload-${process.pid}`;
  run('ctr', ...address, 'run', '-d', '--snapshotter', 'native', name, id);
  const options = {
    ...nothing,
    containerdStates: [join(containerd?.directory ?? '', 'state')],
    containerd: { container: () => ({ image: name }), image: () => undefined },
  };
  await using opened = await openContainerDirectory(options, scope);
  const pid = opened.containers[0]?.rootPid;
  const container = opened.ofCgroup(`/default/${id}`, pid);
  const ended = told(opened, ({ id: it }, gone) => it === id && gone);
  run('ctr', ...address, 'task', 'rm', '-f', id);
  await ended;

  expect(opened.ofCgroup('/default/other', process.pid)).toBeUndefined();
  expect(container).toMatchObject({
    id,
    engine: 'containerd',
    name: id,
    image: { reference: name, repository: 'docker.io/library/caisson-workload', tag: '1' },
    hostNetwork: false,
    privileged: false,
    user: '65532',
  });
});

test.skipIf(!canRun)(
  'a container of bare runc is found by the cgroup that it was put into',
  async () => {
    const bundle = join(directory, 'bundle');
    const root = join(directory, 'runc');
    const id = `caisson-bare-${process.pid}`;
    mkdirSync(join(bundle, 'rootfs'), { recursive: true });
    run('tar', '-xf', archive, '-C', directory);
    run('runc', 'spec', '-b', bundle);
    writeBundle(bundle, id);
    await using opened = await openContainerDirectory({ ...nothing, runcRoots: [root] }, scope);

    const started = told(opened, ({ id: it }, gone) => it === id && !gone);
    // The container keeps the standard streams: ours would never be at their end.
    execFileSync('runc', ['--root', root, 'run', '-d', '-b', bundle, id], { stdio: 'ignore' });
    onTestFinished(() => {
      run('runc', '--root', root, 'delete', '-f', id);
      for (const controller of ['', ...readdirSync('/sys/fs/cgroup')]) {
        const parent = join('/sys/fs/cgroup', controller, 'caisson-test');
        if (existsSync(parent)) rmdirSync(parent);
      }
    });
    const container = await started;

    const control = engineControl({ ...nothing, runcRoots: [root] }, opened);
    const ended = told(opened, ({ id: it }, gone) => it === id && gone);

    expect(opened.ofCgroup(`/caisson-test/${id}`)).toBe(container);
    expect(opened.ofCgroup(`/caisson-test/${id}/inner`)).toBe(container);
    expect(container).toMatchObject({
      id,
      engine: 'unknown',
      name: id,
      rootPid: aNumber,
    });
    await control.pause(id, scope.signal);
    await control.unpause(id, scope.signal);
    await expect(control.restart(id, scope.signal)).rejects.toMatchObject({
      code: 'host.missing-feature',
    });
    await control.stop(id, 100, scope.signal);
    run('runc', '--root', root, 'delete', '-f', id);
    await ended;
  },
);

test.skipIf(!hasDocker)('Docker pauses, restarts and stops a container for us', async () => {
  const id = inDocker('run', '-d', '--name=told', '--network=none', '--user=0', short);
  onTestFinished(() => void inDocker('rm', '-f', 'told'));
  const options = { ...nothing, dockerSockets: [docker?.address ?? ''] };
  await using opened = await openContainerDirectory(options, scope);
  const control = engineControl(options, opened);
  const { signal } = scope;
  async function state(): Promise<unknown> {
    const { State } = await control.inspect(id, signal);
    return typeof State === 'object' && State !== null && 'Status' in State && State['Status'];
  }

  await control.pause(id, signal);
  const paused = await state();
  await control.unpause(id, signal);
  const resumed = await state();
  const replicas = control.replicas(opened.containers[0]?.image, 'told-2');
  await control.stop(id, 0, signal);
  const stopped = await state();
  await control.restart(id, signal);

  expect([paused, resumed, replicas, stopped]).toEqual(['paused', 'running', 1, 'exited']);
  expect(await state()).toBe('running');
  await expect(control.kill('no-such', signal)).rejects.toMatchObject({ code: 'input.not-found' });
  await expect(control.kill('../x', signal)).rejects.toMatchObject({
    code: 'usage.invalid-argument',
  });
});

function writeBundle(bundle: string, id: string): void {
  writeFileSync(
    join(bundle, 'config.json'),
    JSON.stringify({
      ociVersion: '1.0.2',
      root: { path: 'rootfs', readonly: false },
      process: {
        user: { uid: 0, gid: 0 },
        args: ['/bin/sleep', '600'],
        cwd: '/',
        env: ['PATH=/bin'],
      },
      linux: {
        cgroupsPath: `/caisson-test/${id}`,
        namespaces: [{ type: 'pid' }, { type: 'mount' }],
      },
      mounts: [
        { destination: '/proc', type: 'proc', source: 'proc' },
        ...['/bin', '/lib', '/lib64', '/usr'].map((path) => ({
          destination: path,
          type: 'bind',
          source: path,
          options: ['rbind', 'ro'],
        })),
      ],
    }),
  );
}
