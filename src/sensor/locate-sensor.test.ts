import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { sha256Hex } from '#kit/hash.ts';
import { locateSensor } from './locate-sensor.ts';

const platform = 'linux-x64';
const binary = '#!/bin/sh\nexit 0\n';

function places() {
  const root = mkdtempSync(join(tmpdir(), 'caisson-locate-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return {
    dataDirectory: join(root, 'data'),
    cacheDirectory: join(root, 'cache'),
    buildDirectory: join(root, 'build'),
  };
}

function pack(dataDirectory: string, digest = sha256Hex(binary)): void {
  const folder = join(dataDirectory, 'sensor', platform);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'caisson-sensor.zst'), zstdCompressSync(binary));
  writeFileSync(join(folder, 'caisson-sensor.sha256'), `${digest}  caisson-sensor\n`);
}

function build(buildDirectory: string, mode = 0o755): string {
  mkdirSync(buildDirectory, { recursive: true });
  const path = join(buildDirectory, 'caisson-sensor');
  writeFileSync(path, binary, { mode });
  return path;
}

test('what was set is taken, and nothing else is tried', () => {
  const here = places();
  pack(here.dataDirectory);
  const setting = build(here.buildDirectory);

  expect(locateSensor({ ...here, setting }, platform)).toEqual({ path: setting, from: 'setting' });
  expect(() => locateSensor({ ...here, setting: `${setting}-not` }, platform)).toThrow(
    'caisson-sensor-not" cannot be executed',
  );
});

test('the packaged one is unpacked once and run from a private place', () => {
  const here = places();
  pack(here.dataDirectory);
  build(here.buildDirectory);

  const first = locateSensor(here, platform);
  const second = locateSensor(here, platform);

  expect(first).toEqual(second);
  expect(first.from).toBe('package');
  expect(readFileSync(first.path, 'utf8')).toBe(binary);
});

test('an unpacked one that was altered is unpacked again', () => {
  const here = places();
  pack(here.dataDirectory);
  const { path } = locateSensor(here, platform);
  writeFileSync(path, 'evil');

  locateSensor(here, platform);

  expect(readFileSync(path, 'utf8')).toBe(binary);
});

test('a packaged one that is not what was packed is refused', () => {
  const here = places();
  pack(here.dataDirectory, 'ab'.repeat(32));

  expect(() => locateSensor(here, platform)).toThrow('is not what was packed');
});

test('a checkout uses what was built in it', () => {
  const here = places();
  const path = build(here.buildDirectory);

  expect(locateSensor(here, platform)).toEqual({ path, from: 'build' });

  chmodSync(path, 0o644);
  expect(() => locateSensor(here, platform)).toThrow('cannot be executed');
});

test('without any the error says what to do', () => {
  expect(() => locateSensor(places(), 'darwin-arm64')).toThrow(
    'there is no sensor for darwin-arm64',
  );
});
