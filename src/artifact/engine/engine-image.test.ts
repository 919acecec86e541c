import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { digestOf } from '../registry/testdata/fake-registry.ts';
import { collector, setUp } from '../registry/testdata/setup.ts';
import { engineSource } from './engine-image.ts';
import { parseEngineContainer, parseEngineImage } from './inspect.ts';
import { canReach, engineHas } from './reach.ts';
import { engineSettings } from './settings.ts';
import { archive, id, inspect, layer, putImage, start } from './testdata/engine-setup.ts';

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

function outcome(action: () => unknown): string {
  try {
    action();
    return 'fine';
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}
