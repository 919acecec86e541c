import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { digestOf } from '../../registry/testdata/fake-registry.ts';
import { tarOf } from '../../registry/testdata/image.ts';
import { setUp } from '../../registry/testdata/setup.ts';
import { type EngineSettings, engineSettings } from '../settings.ts';
import { boltFile } from './bolt-writer.ts';
import { FakeEngine } from './fake-engine.ts';

const oci = 'application/vnd.oci.image';
export const layer = tarOf([{ path: 'app/run', content: '#!/bin/sh' }]);
const config = Buffer.from(
  JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
    history: [{ created_by: 'COPY run /app # buildkit' }],
  }),
);
export const id = digestOf(config);
export const archive = tarOf([
  { path: `${id.slice(7)}.json`, content: config.toString() },
  { path: 'a/layer.tar', content: layer.toString('latin1') },
  {
    path: 'manifest.json',
    content: JSON.stringify([
      { Config: `${id.slice(7)}.json`, RepoTags: null, Layers: ['a/layer.tar'] },
    ]),
  },
]);
export const inspect = {
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

export function putImage(engine: FakeEngine, name: string, changes: object = {}): void {
  engine.answers.set(`/images/${name}/json`, { ...inspect, ...changes });
  engine.answers.set(`/images/${name}/history`, history);
  engine.answers.set(`/images/${id}/get`, archive);
}

/** Lays out containerd's directory with one image under two names; its arm64 manifest is not there. */
export function putContainerd(settings: EngineSettings) {
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

export async function start() {
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
