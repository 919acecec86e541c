import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sha256Hex } from '../../src/kit/hash.ts';
import { sensorSourcesDigest, sensorToolVersions } from '../../tools/sensor-package.ts';
import { wireText } from '../../tools/wire.ts';

const root = join(import.meta.dirname, '..', '..');
const packed = join(root, 'data', 'sensor', 'linux-x64');
const hasTools = ['clang', 'bpftool', 'gcc', 'make'].every(
  (tool) => spawnSync(tool, ['--version']).status === 0,
);

interface Manifest {
  readonly binary: string;
  readonly sources: string;
  readonly tools: readonly string[];
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(packed, 'manifest.json'), 'utf8')) as Manifest;
}

test.skipIf(!hasTools)('the offsets that records are decoded with are those of the header', () => {
  expect(readFileSync(join(root, 'src', 'sensor', 'wire.gen.ts'), 'utf8')).toBe(wireText());
});

test('the packaged sensor is the one that its manifest names', () => {
  const binary = zstdDecompressSync(readFileSync(join(packed, 'caisson-sensor.zst')));

  expect(`sha256:${sha256Hex(binary)}`).toBe(readManifest().binary);
  expect(readFileSync(join(packed, 'caisson-sensor.sha256'), 'utf8')).toBe(
    `${sha256Hex(binary)}  caisson-sensor\n`,
  );
});

test('the packaged sensor was built from these sources ("make -C native package")', () => {
  expect(`sha256:${sensorSourcesDigest()}`).toBe(readManifest().sources);
});

test.skipIf(!hasTools)('the sensor builds, and the same tools give the packaged bytes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-native-'));
  try {
    execFileSync('make', ['-s', '-C', join(root, 'native'), `OUT=${directory}`], { stdio: 'pipe' });
    const binary = join(directory, 'caisson-sensor');
    const { tools, binary: packedDigest } = readManifest();
    const digest = `sha256:${sha256Hex(readFileSync(binary))}`;

    expect(execFileSync(binary, ['--version'], { encoding: 'utf8' })).toBe('1\n');
    expect(digest).toBe(sensorToolVersions().join() === tools.join() ? packedDigest : digest);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
