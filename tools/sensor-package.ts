/**
 * Packs the sensor that `make -C native` built for this platform into `data/sensor/<platform>-<architecture>/`:
 *
 *     make -C native package
 *
 * The manifest says which sources it was built from, so that a test notices when they have changed since.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { sha256Hex } from '../src/kit/hash.ts';
import { wireLimits } from '../src/sensor/wire.gen.ts';

const native = join(import.meta.dirname, '..', 'native');
const level = 19;

/** SHA-256 over names and content of everything that the binary is made of. */
export function sensorSourcesDigest(): string {
  const folders = ['bpf', 'daemon', 'include'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(native, folder)).map((name) => `${folder}/${name}`),
  );
  const parts = [...files, 'Makefile'].sort().flatMap((file) => {
    const content = readFileSync(join(native, file));
    return [Buffer.from(`${file}\0${content.length}\0`), content];
  });
  return sha256Hex(Buffer.concat(parts));
}

/** First lines of what the tools say of themselves: the same tools and sources give the same bytes. */
export function sensorToolVersions(): readonly string[] {
  return ['gcc', 'clang', 'bpftool', 'ld'].map((tool) => {
    const text = execFileSync(tool, ['--version'], { encoding: 'utf8' });
    return text.split('\n', 2).join(' ').trim();
  });
}

if (import.meta.main) {
  const folder = join(native, '..', 'data', 'sensor', `${process.platform}-${process.arch}`);
  const binary = readFileSync(join(native, 'build', 'caisson-sensor'));
  const digest = sha256Hex(binary);
  const manifest = {
    binary: `sha256:${digest}`,
    sources: `sha256:${sensorSourcesDigest()}`,
    wire: wireLimits.wireVersion,
    tools: sensorToolVersions(),
  };
  const packed = zstdCompressSync(binary, {
    params: { [constants.ZSTD_c_compressionLevel]: level },
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'caisson-sensor.zst'), packed);
  writeFileSync(join(folder, 'caisson-sensor.sha256'), `${digest}  caisson-sensor\n`);
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
