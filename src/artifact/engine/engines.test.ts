import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { digestOf } from '../registry/testdata/fake-registry.ts';
import { tarOf } from '../registry/testdata/image.ts';
import { collector, setUp } from '../registry/testdata/setup.ts';
import { containerSource } from './container.ts';
import { containerdSource } from './containerd.ts';
import { engineSource } from './engine-image.ts';
import { parseEngineContainer, parseEngineImage } from './inspect.ts';
import { canReach, engineHas } from './reach.ts';
import { type EngineSettings, engineSettings } from './settings.ts';
import { boltFile } from './testdata/bolt-writer.ts';
import { FakeEngine } from './testdata/fake-engine.ts';

const oci = 'application/vnd.oci.image';
const layer = tarOf([{ path: 'app/run', content: '#!/bin/sh' }]);
const config = Buffer.from(
  JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
    history: [{ created_by: 'COPY run /app # buildkit' }],
  }),
);
const id = digestOf(config);
const archive = tarOf([
  { path: `${id.slice(7)}.json`, content: config.toString() },
  { path: 'a/layer.tar', content: layer.toString('latin1') },
  {
    path: 'manifest.json',
    content: JSON.stringify([
      { Config: `${id.slice(7)}.json`, RepoTags: null, Layers: ['a/layer.tar'] },
    ]),
  },
]);
const inspect = {
  Id: id,
  RepoTags: ['shop:1', '<none>:<none>'],
  RepoDigests: null,
  Created: '2024-01-02T03:04:05Z',
  Os: 'linux',
  Architecture: 'amd64',
  Config: { Env: ['A=b'], Cmd: ['sh'], Labels: null },
  RootFS: { Type: 'layers', Layers: [digestOf(layer)] },
};
const history = [
  { CreatedBy: '/bin/sh -c #(nop)  CMD ["sh"]', Created: 1_700_000_000, Size: 0, Comment: '' },
  { CreatedBy: 'COPY run /app # buildkit', Created: 1_700_000_000, Size: 9, Comment: 'x' },
];

test.for(['docker', 'podman'] as const)(
  '%s is asked for facts first and for content last',
  async (name) => {
    const { engine, settings, scope, directory } = await start();
    putImage(engine, 'shop:1');

    await using opened = await engineSource(name, settings).open(
      { scheme: `${name}:`, locator: 'shop:1' },
      scope,
    );
    const before = [...engine.requests];
    const visitor = collector();
    await Promise.all(opened.layers.map((each) => each.walk(visitor, scope)));
    await opened[Symbol.asyncDispose]();

    expect(before).toEqual(['/images/shop:1/json', '/images/shop:1/history']);
    expect(engine.requests.slice(2)).toEqual([`/images/${id}/get`]);
    expect(opened).toMatchObject({
      artifact: { kind: 'image', reference: 'shop:1', source: `${name}:`, digest: id },
      image: { id, names: ['shop:1'], env: ['A=b'], created: '2024-01-02T03:04:05Z' },
      layers: [{ diffId: digestOf(layer), createdBy: 'COPY run /app' }],
    });
    expect(opened.image?.history.map(({ emptyLayer }) => emptyLayer)).toEqual([false, true]);
    expect(Object.fromEntries(visitor.files)).toEqual({ '/app/run': '#!/bin/sh' });
    expect(readdirSync(directory)).toEqual(['engine.sock']);
  },
);

test("with Docker's containerd store the image id comes from the export", async () => {
  const { engine, settings, scope } = await start();
  const index = digestOf(Buffer.from('an index'));
  putImage(engine, 'shop:1', { Id: index, Descriptor: { digest: index } });
  engine.answers.set(`/images/${index}/get`, archive);

  await using opened = await engineSource('docker', settings).open(
    { scheme: 'docker:', locator: 'shop:1' },
    scope,
  );

  expect(opened.artifact).toMatchObject({ digest: id, source: 'docker:', reference: 'shop:1' });
  expect(opened.image?.names).toEqual(['shop:1']);
});

test('an export that breaks off leaves nothing behind', async () => {
  const { engine, settings, scope, directory } = await start();
  putImage(engine, 'shop:1');
  engine.answers.set(`/images/${id}/get`, (response) => {
    response.writeHead(200, { 'content-length': 100_000 });
    response.write(archive, () => response.destroy());
  });
  const source = engineSource('docker', settings);

  await using opened = await source.open({ scheme: 'docker:', locator: 'shop:1' }, scope);

  await expect(opened.layers[0]?.walk(collector(), scope)).rejects.toMatchObject({
    code: 'access.unreachable',
  });
  expect(readdirSync(directory)).toEqual(['engine.sock']);
});

test('an export that holds another image is refused', async () => {
  const { engine, settings, scope } = await start();
  const [foreign] = [digestOf(Buffer.from('other'))];
  putImage(engine, 'shop:1', { RootFS: { Layers: [foreign] } });
  const source = engineSource('docker', settings);

  await using opened = await source.open({ scheme: 'docker:', locator: 'shop:1' }, scope);

  await expect(opened.layers[0]?.walk(collector(), scope)).rejects.toMatchObject({
    code: 'input.malformed',
  });
});

test.for([
  ['shop:2', undefined, 'input.not-found'],
  ['../../containers/x', undefined, 'usage.invalid-argument'],
  ['a b', undefined, 'usage.invalid-argument'],
  ['shop:1', 500, 'host.io'],
  ['shop:1', 0, 'access.unreachable'],
] as const)('opening %j (status %s) ends with %s', async ([locator, status, code]) => {
  const { engine, settings, scope } = await start();
  if (status !== undefined)
    engine.answers.set('/images/shop:1/json', (response) => {
      if (status === 0) response.destroy();
      else response.writeHead(status).end('{"message":"disk \\u001b[31m full"}');
    });

  const opening = engineSource('docker', settings).open({ scheme: 'docker:', locator }, scope);

  await expect(opening).rejects.toMatchObject({ code });
});

test('an engine that says nothing is unreachable', async () => {
  const { engine, settings, scope } = await start();
  engine.answers.set('/images/shop:1/json', () => undefined);
  const impatient = { ...settings, answerMs: 30 };

  const opening = engineSource('docker', impatient).open(
    { scheme: 'docker:', locator: 'shop:1' },
    scope,
  );

  await expect(opening).rejects.toMatchObject({ code: 'access.unreachable' });
});

test.for([
  [{ dockerSockets: ['/nonexistent/docker.sock'] }, 'host.missing-feature'],
  [{ dockerSockets: [] }, 'host.missing-feature'],
  [{ dockerHost: 'tcp://10.0.0.1:2375' }, 'input.unsupported'],
  [{ dockerHost: 'unix:///etc/passwd' }, 'host.missing-feature'],
] as const)('with %j Docker cannot be asked: %s', async ([overrides, code]) => {
  const { scope } = setUp([]);
  const settings = { ...engineSettings({}), ...overrides };

  const opening = engineSource('docker', settings).open({ scheme: 'docker:', locator: 'a' }, scope);

  await expect(opening).rejects.toMatchObject({ code });
  expect(await canReach('docker:', settings)).toBe(false);
});

test('the environment says where engines are', () => {
  const environment = {
    DOCKER_HOST: 'unix:///x.sock',
    XDG_RUNTIME_DIR: '/run/user/7',
    HOME: '/home/a',
  };

  expect(engineSettings(environment)).toMatchObject({
    dockerHost: 'unix:///x.sock',
    dockerSockets: [
      '/var/run/docker.sock',
      '/run/user/7/docker.sock',
      '/home/a/.docker/run/docker.sock',
    ],
    podmanSockets: ['/run/user/7/podman/podman.sock', '/run/podman/podman.sock'],
  });
});

test('a bare name is asked of docker, podman and containerd in turn', async () => {
  const { engine, settings, scope, logged } = await start();
  const podmanOnly = { ...settings, dockerSockets: [] };

  const nowhere = await engineHas('shop:1', settings, scope);
  putImage(engine, 'shop:1');
  const both = await engineHas('shop:1', settings, scope);
  const second = await engineHas('shop:1', podmanOnly, scope);
  engine.answers.set('/images/shop:1/json', (response) => response.writeHead(500).end());
  const broken = await engineHas('shop:1', settings, scope);

  expect([nowhere, both, second, broken]).toEqual([undefined, 'docker:', 'podman:', undefined]);
  expect(logged.join('\n')).toContain('could not be asked');
});

test('containerd: the platform is chosen from an index whose other images are absent', async () => {
  const { settings, scope } = await start();
  const { indexDigest, manifestDigest } = putContainerd(settings);

  for (const locator of [
    'shop:1',
    'docker.io/library/shop:1',
    indexDigest,
    `shop@${indexDigest}`,
  ]) {
    await using opened = await containerdSource(settings).open(
      { scheme: 'containerd:', locator, platform: { os: 'linux', architecture: 'amd64' } },
      scope,
    );
    const visitor = collector();
    for (const each of opened.layers) await each.walk(visitor, scope);

    expect(opened).toMatchObject({
      artifact: { kind: 'image', source: 'containerd:', digest: id },
      image: { id, indexDigest, manifestDigest, names: ['docker.io/library/shop:1', 'other:2'] },
    });
    expect(visitor.files.get('/app/run')).toBe('#!/bin/sh');
  }
});

test('containerd: what is missing is said, what is damaged is refused', async () => {
  const { settings, scope } = await start();
  const { blobs } = putContainerd(settings);
  const source = containerdSource(settings);
  async function open(locator: string, architecture: string) {
    const platform = { os: 'linux', architecture };
    return await source.open({ scheme: 'containerd:', locator, platform }, scope);
  }

  await expect(open('no-such:1', 'amd64')).rejects.toMatchObject({ code: 'input.not-found' });
  await expect(open('shop:1', 's390x')).rejects.toMatchObject({ code: 'input.not-found' });
  await expect(open('shop:1', 'arm64')).rejects.toMatchObject({ code: 'input.not-found' });
  rmSync(join(blobs, digestOf(layer).slice(7)));
  await using opened = await open('shop:1', 'amd64');
  await expect(opened.layers[0]?.walk(collector(), scope)).rejects.toMatchObject({
    code: 'input.not-found',
  });
  writeFileSync(join(blobs, id.slice(7)), '{}');
  await expect(open('shop:1', 'amd64')).rejects.toMatchObject({
    code: 'integrity.digest-mismatch',
  });
});

test('a running container is read through its process, with the facts of its image', async () => {
  const { engine, settings, scope } = await start();
  putImage(engine, id);
  const state = { Running: true, Pid: process.pid };
  engine.answers.set('/containers/web/json', { Id: 'abc', Image: id, State: state });

  await using opened = await containerSource(settings).open(
    { scheme: 'container:', locator: 'web' },
    scope,
  );

  expect(opened).toMatchObject({
    artifact: { kind: 'container', reference: 'web', source: 'container:' },
    image: { id },
  });
  expect(opened.layers).toHaveLength(1);
});

test.for([
  ['stopped', { Id: 'abc', State: { Running: false, Pid: 0 } }],
  ['unknown', undefined],
] as const)('a container that is %s is not found', async ([, answer]) => {
  const { engine, settings, scope } = await start();
  if (answer) engine.answers.set('/containers/web/json', answer);

  const opening = containerSource(settings).open({ scheme: 'container:', locator: 'web' }, scope);

  await expect(opening).rejects.toMatchObject({ code: 'input.not-found' });
});

test('without any engine a container cannot be asked for', async () => {
  const { settings, scope } = await start();
  const none = { ...settings, dockerSockets: [], podmanSockets: [] };

  const opening = containerSource(none).open({ scheme: 'container:', locator: 'web' }, scope);

  await expect(opening).rejects.toMatchObject({ code: 'host.missing-feature' });
});

test('answers of an engine may be anything', () => {
  const answer = fc.oneof(
    fc.jsonValue(),
    fc.jsonValue().map((value) => ({ ...inspect, RootFS: value, Config: value })),
    fc.jsonValue().map((value) => ({ ...inspect, Id: value })),
    fc.jsonValue().map((value) => ({ State: value, Image: value })),
  );
  const steps = fc.oneof(
    fc.jsonValue(),
    fc.array(fc.record({ Size: fc.jsonValue(), Created: fc.double(), CreatedBy: fc.string() })),
  );

  fc.assert(
    fc.property(answer, steps, (value, list) => {
      const outcomes = [
        outcome(() => parseEngineImage(value, list, 'it')),
        outcome(() => parseEngineContainer(value, 'it')),
      ];

      for (const each of outcomes) expect(each).toMatch(/^(?:fine|(?:input|limit)\..*)$/);
    }),
    { numRuns: 300 },
  );
});

function putImage(engine: FakeEngine, name: string, changes: object = {}): void {
  engine.answers.set(`/images/${name}/json`, { ...inspect, ...changes });
  engine.answers.set(`/images/${name}/history`, history);
  engine.answers.set(`/images/${id}/get`, archive);
}

/** Lays out containerd's directory with one image under two names; its arm64 manifest is not there. */
function putContainerd(settings: EngineSettings) {
  const blobs = join(
    settings.containerdRoot,
    'io.containerd.content.v1.content',
    'blobs',
    'sha256',
  );
  const metadata = join(settings.containerdRoot, 'io.containerd.metadata.v1.bolt');
  for (const path of [blobs, metadata]) mkdirSync(path, { recursive: true });
  function put(bytes: Buffer): { digest: string; size: number } {
    writeFileSync(join(blobs, digestOf(bytes).slice(7)), bytes);
    return { digest: digestOf(bytes), size: bytes.length };
  }
  const manifest = put(
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        config: { mediaType: `${oci}.config.v1+json`, ...put(config) },
        layers: [{ mediaType: `${oci}.layer.v1.tar`, ...put(layer) }],
      }),
    ),
  );
  const mediaType = `${oci}.manifest.v1+json`;
  const absent = { digest: digestOf(Buffer.from('absent')), size: 6 };
  const index = put(
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        manifests: [
          { mediaType, ...manifest, platform: { os: 'linux', architecture: 'amd64' } },
          { mediaType, ...absent, platform: { os: 'linux', architecture: 'arm64' } },
        ],
      }),
    ),
  );
  const target = { digest: index.digest, mediatype: `${oci}.index.v1+json` };
  const images = { 'docker.io/library/shop:1': { target }, 'other:2': { target } };
  writeFileSync(join(metadata, 'meta.db'), boltFile({ v1: { 'k8s.io': { images } } }));
  return { blobs, indexDigest: index.digest, manifestDigest: manifest.digest };
}

async function start() {
  const directory = mkdtempSync(join(tmpdir(), 'engine-'));
  const engine = await FakeEngine.start(directory);
  onTestFinished(async () => {
    await engine[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true });
  });
  const { scope, ...rest } = setUp([]);
  const settings: EngineSettings = {
    ...engineSettings({}),
    dockerSockets: [engine.socket],
    podmanSockets: [engine.socket],
    containerdRoot: join(directory, 'containerd'),
    containerdState: join(directory, 'state'),
  };
  return {
    ...rest,
    engine,
    directory,
    settings,
    scope: { ...scope, temporaryDirectory: directory },
  };
}

function outcome(action: () => unknown): string {
  try {
    action();
    return 'fine';
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}
