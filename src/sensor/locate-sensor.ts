import { accessSync, chmodSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { makeDirectories } from '#kit/directory.ts';
import { CaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { sha256Hex } from '#kit/hash.ts';
import { quote } from '#kit/text.ts';

const binaryName = 'caisson-sensor';
const maxBinaryBytes = 64 * 2 ** 20;

/** Where the daemon may lie. */
export interface SensorPlaces {
  /** What a person set; nothing else is tried then. */
  readonly setting?: string | undefined;
  /** `data/` of the package, with `sensor/<platform>-<architecture>/`. */
  readonly dataDirectory?: string | undefined;
  /** Private directory that the packaged binary is unpacked into. */
  readonly cacheDirectory?: string | undefined;
  /** `native/build/` of a checkout. */
  readonly buildDirectory?: string | undefined;
}

export interface LocatedSensor {
  readonly path: string;
  readonly from: 'setting' | 'package' | 'build';
}

/**
 * The daemon that will be started: the one that was set, else the packaged one, else the one built in the checkout. Throws
 * `host.missing-feature` when there is none, `integrity.digest-mismatch` when the packaged one is not what was packed.
 */
export function locateSensor(
  places: SensorPlaces,
  platform = `${process.platform}-${process.arch}`,
): LocatedSensor {
  if (places.setting !== undefined) return located(places.setting, 'setting');
  const packed = packagedSensor(places, platform);
  if (packed !== undefined) return located(packed, 'package');
  const built = places.buildDirectory && join(places.buildDirectory, binaryName);
  if (built !== undefined && existsSync(built)) return located(built, 'build');
  throw new CaissonError('host.missing-feature', `there is no sensor for ${platform}`, {
    hint: 'the sensor runs on Linux (x64, arm64): in a checkout build it with "make -C native", or name one in the setting',
  });
}

function located(path: string, from: LocatedSensor['from']): LocatedSensor {
  try {
    accessSync(path, constants.X_OK);
    if (statSync(path).isFile()) return { path, from };
  } catch (cause) {
    throw new CaissonError('host.missing-feature', `${quote(path)} cannot be executed`, { cause });
  }
  throw new CaissonError('host.missing-feature', `${quote(path)} is not a program`);
}

/** Unpacks the binary of this platform; one that was unpacked before is used when it is still the same. */
function packagedSensor(places: SensorPlaces, platform: string): string | undefined {
  const { dataDirectory, cacheDirectory } = places;
  if (dataDirectory === undefined || cacheDirectory === undefined) return undefined;
  const folder = join(dataDirectory, 'sensor', platform);
  const archive = join(folder, `${binaryName}.zst`);
  if (!existsSync(archive)) return undefined;
  const digest = readFileSync(join(folder, `${binaryName}.sha256`), 'utf8').slice(0, 64);
  const path = join(cacheDirectory, `${binaryName}-${digest.slice(0, 16)}`);
  if (existsSync(path) && sha256Hex(readFileSync(path)) === digest) return path;
  const binary = zstdDecompressSync(readFileSync(archive), { maxOutputLength: maxBinaryBytes });
  if (sha256Hex(binary) !== digest)
    throw new CaissonError('integrity.digest-mismatch', `${quote(archive)} is not what was packed`);
  makeDirectories(cacheDirectory, 0o700);
  writeFileAtomic(path, binary);
  chmodSync(path, 0o700);
  return path;
}
