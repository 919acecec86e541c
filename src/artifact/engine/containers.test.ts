import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOf } from '../registry/testdata/fake-registry.ts';
import { collector } from '../registry/testdata/setup.ts';
import { containerSource } from './container.ts';
import { containerdSource } from './containerd.ts';
import { id, layer, putContainerd, putImage, start } from './testdata/engine-setup.ts';

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
