import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { dockerArchiveSource, ociDirectorySource } from '#artifact/archive/sources.ts';
import { containerSource } from '#artifact/engine/container.ts';
import { containerdSource } from '#artifact/engine/containerd.ts';
import { engineSource } from '#artifact/engine/engine-image.ts';
import { canReach, engineHas } from '#artifact/engine/reach.ts';
import { type EngineSettings, engineSettings } from '#artifact/engine/settings.ts';
import type { Source } from '#contract/source.ts';
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
import { programFiles, sampleImage, writeDockerArchive, writeLayout } from '../sample-image.ts';
import { contentOf, scopeIn } from '../walk.ts';

const directory = temporary('engines');
const work = join(directory, 'work');
const archive = join(directory, 'image.tar');
const layout = join(directory, 'layout');
const hasDocker = isRoot() && hasPrograms('dockerd', 'docker', 'ldd');
const hasContainerd = isRoot() && hasPrograms('containerd', 'ctr', 'ldd');
const hasPodman = isRoot() && hasPrograms('podman');
const canRun = hasPrograms('runc');
const name = 'docker.io/library/caisson-sample:1';
const short = 'caisson-sample:1';
const sleep = hasPrograms('ldd') ? programFiles('/bin/sleep', run('ldd', '/bin/sleep')) : [];
const image = sampleImage([
  [
    { path: 'etc/', mode: '755' },
    { path: 'etc/os-release', content: 'ID=alpine\nVERSION_ID=3.20.0\n' },
    ...sleep,
  ],
  [
    { path: 'etc/.wh.old' },
    { path: 'srv/', mode: '755' },
    { path: 'srv/app.sh', content: '#!/bin/sh\n', mode: '755' },
    { path: 'srv/link', link: 'app.sh' },
  ],
]);
const none: EngineSettings = {
  ...engineSettings({}),
  dockerSockets: [],
  podmanSockets: [],
  containerdRoot: join(directory, 'nowhere'),
};
const scope = scopeIn(work);
let docker: Daemon | undefined;
let containerd: Daemon | undefined;
let podman: (Daemon & { readonly podman: readonly string[] }) | undefined;

beforeAll(async () => {
  mkdirSync(work);
  writeDockerArchive(image, archive, name);
  writeLayout(image, layout, name, 'gzip');
  docker = hasDocker ? await startDocker() : undefined;
  containerd = hasContainerd ? await startContainerd() : undefined;
  podman = hasPodman ? await startPodman() : undefined;
  if (docker) run('docker', '-H', `unix://${docker.address}`, 'load', '-q', '-i', archive);
  if (containerd) run('ctr', '-a', containerd.address, 'images', 'import', archive);
  if (podman) run('podman', ...podman.podman, 'load', '-q', '-i', archive);
});

afterAll(async () => {
  for (const daemon of [docker, containerd, podman]) await daemon?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

function settings(): EngineSettings {
  return {
    ...none,
    dockerSockets: docker ? [docker.address] : [],
    podmanSockets: podman ? [podman.address] : [],
    containerdRoot: containerd ? join(containerd.directory, 'root') : none.containerdRoot,
    containerdState: containerd ? join(containerd.directory, 'state') : none.containerdState,
  };
}

const cases: readonly (readonly [string, boolean, () => Source, () => readonly string[]])[] = [
  ['docker:', !hasDocker, () => engineSource('docker', settings()), () => [short, image.id]],
  ['podman:', !hasPodman, () => engineSource('podman', settings()), () => [short, image.id]],
  ['containerd:', !hasContainerd, () => containerdSource(settings()), () => [short, name]],
  ['docker-archive:', false, () => dockerArchiveSource, () => [archive]],
  ['oci-dir:', false, () => ociDirectorySource, () => [layout]],
];

for (const [scheme, isMissing, source, locators] of cases)
  test.skipIf(isMissing)(`${scheme} gives the image as it was made`, async () => {
    for (const locator of locators()) {
      await using opened = await source().open({ scheme, locator }, scope);

      expect(opened.artifact).toMatchObject({ kind: 'image', source: scheme, digest: image.id });
      expect(opened.layers.map(({ diffId }) => diffId)).toEqual(image.diffIds);
      expect(opened.layers.map(({ createdBy }) => createdBy)).toEqual([
        'COPY file:0 in /',
        'COPY file:1 in /',
      ]);
      expect(opened.image).toMatchObject({
        id: image.id,
        platform: { os: 'linux', architecture: 'amd64' },
        env: ['PATH=/bin'],
        command: ['/bin/sleep', '600'],
        labels: { made: 'by caisson' },
      });
      expect(opened.image?.history).toHaveLength(2);
      const content = await contentOf(opened, scope);
      expect(content.get('/etc/os-release')).toContain('VERSION_ID=3.20.0');
      expect(content.get('/srv/app.sh')).toBe('#!/bin/sh\n');
      expect(content.get('whiteout /etc/old')).toBe('');
    }
    expect(readdirSync(work)).toEqual([]);
  });

test.skipIf(!hasDocker)(
  'the export waits for the first walk and goes with the disposal',
  async () => {
    const source = engineSource('docker', settings());

    await using opened = await source.open({ scheme: 'docker:', locator: short }, scope);
    const before = readdirSync(work);
    await contentOf(opened, scope);

    expect(before).toEqual([]);
    expect(readdirSync(work)).toEqual([expect.stringMatching(/^docker-[0-9a-f]+\.tar$/)]);
  },
);

test.skipIf(!hasDocker)('a bare name is looked for in the engines, in order', async () => {
  const { dockerSockets: _, ...rest } = settings();

  expect(await engineHas(short, settings(), scope)).toBe('docker:');
  expect(await engineHas('no-such-image:1', settings(), scope)).toBeUndefined();
  expect(await canReach('docker:', { ...rest, dockerSockets: [] })).toBe(false);
});

test.skipIf(!hasPodman)('without Docker a bare name is found in Podman', async () => {
  expect(await engineHas(short, { ...settings(), dockerSockets: [] }, scope)).toBe('podman:');
});

test.skipIf(!hasContainerd)(
  'without Docker and Podman a bare name is found in containerd',
  async () => {
    const only = { ...settings(), dockerSockets: [], podmanSockets: [] };

    expect(await engineHas(short, only, scope)).toBe('containerd:');
  },
);

test.skipIf(!hasDocker)('an image that Docker does not have is not found', async () => {
  const opening = engineSource('docker', settings()).open(
    { scheme: 'docker:', locator: 'no-such-image:1' },
    scope,
  );

  await expect(opening).rejects.toMatchObject({ code: 'input.not-found' });
});

test.skipIf(!hasDocker || !canRun)('a running container is read as it is now', async () => {
  const host = ['-H', `unix://${docker?.address}`];
  run('docker', ...host, 'run', '-d', '--user=0', '--network=none', '--name=sample', short);

  await using opened = await containerSource(settings()).open(
    { scheme: 'container:', locator: 'sample' },
    scope,
  );
  const content = await contentOf(opened, scope);
  run('docker', ...host, 'kill', 'sample');
  const stopped = containerSource(settings()).open(
    { scheme: 'container:', locator: 'sample' },
    scope,
  );

  expect(opened.artifact).toEqual({ kind: 'container', reference: 'sample', source: 'container:' });
  expect(opened.image).toMatchObject({ id: image.id });
  expect(content.get('/srv/app.sh')).toBe('#!/bin/sh\n');
  await expect(stopped).rejects.toMatchObject({ code: 'input.not-found' });
});

test.skipIf(!hasContainerd || !canRun)('a task of containerd is found by its id', async () => {
  const address = ['-a', containerd?.address ?? ''];
  // runc keeps its state by id for the whole machine.
  const id = `caisson-sample-${process.pid}`;
  run('ctr', ...address, 'run', '-d', '--snapshotter', 'native', name, id);
  onTestFinished(() => void run('ctr', ...address, 'task', 'rm', '-f', id));

  await using opened = await containerSource(settings()).open(
    { scheme: 'container:', locator: id },
    scope,
  );
  const content = await contentOf(opened, scope);

  expect(opened.image).toMatchObject({ id: image.id });
  expect(content.get('/srv/app.sh')).toBe('#!/bin/sh\n');
});

test.skipIf(!hasPodman || !isRoot() || !canRun)(
  'a container of Podman is found by its name',
  async () => {
    const options = [
      '-d',
      '--network=none',
      '--ulimit=nofile=1024:1024',
      '--ulimit=nproc=1024:1024',
      '--name=sample',
    ];
    run('podman', ...(podman?.podman ?? []), 'run', ...options, short);
    onTestFinished(
      () => void run('podman', ...(podman?.podman ?? []), 'rm', '-f', '-t0', 'sample'),
    );
    const only = { ...settings(), dockerSockets: [] };

    await using opened = await containerSource(only).open(
      { scheme: 'container:', locator: 'sample' },
      scope,
    );
    const content = await contentOf(opened, scope);

    expect(opened.image).toMatchObject({ id: image.id });
    expect(content.get('/srv/app.sh')).toBe('#!/bin/sh\n');
  },
);
