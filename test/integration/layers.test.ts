import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sha256 } from '#artifact/layer/testdata/tar.ts';
import { testScope, walkBytes, walkLayer, ways } from '#artifact/layer/testdata/walk.ts';
import { localSources } from '#artifact/local-sources.ts';

const directory = mkdtempSync(join(tmpdir(), 'layers-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const long = `${'d'.repeat(60)}/${'e'.repeat(60)}/${'f'.repeat(60)}`;
makeTree();

const formats = [
  ['v7', []],
  ['ustar', []],
  ['oldgnu', ['--sparse']],
  ['gnu', ['--sparse']],
  ['posix', ['--sparse', '--sparse-version=0.0']],
  ['posix', ['--sparse', '--sparse-version=0.1']],
  ['posix', ['--sparse', '--sparse-version=1.0']],
] as const;
const packers = [
  ['gzip', ['-c']],
  ['pigz', ['-c']],
  ['zstd', ['-c', '-q']],
  ['pzstd', ['-c', '-q']],
] as const;

test.skipIf(!isThere('tar')).for(formats)(
  'reads what GNU tar writes: %s %s',
  async ([format, options]) => {
    using scope = testScope();
    const file = join(directory, 'out.tar');
    const names = format === 'v7' ? ['./file', './link', './hard', './sparse'] : ['.'];
    execFileSync('tar', [
      '-C',
      join(directory, 'tree'),
      '--format',
      format,
      ...options,
      '-cf',
      file,
      ...names,
    ]);
    const bytes = readFileSync(file);

    for (const way of ways) {
      const heard = await walkBytes(bytes, scope, { way, facts: { diffId: sha256(bytes) } });
      expect(heard.files.get('/file')).toBe('content');
      expect(heard.files.get('/hard')).toBe('content');
      expect(heard.files.get('/sparse')).toBe(
        `start${'\0'.repeat(300_000)}end${'\0'.repeat(99_992)}`,
      );
      expect(heard.entries.find(({ path }) => path === '/link')).toMatchObject({
        type: 'symlink',
        link: 'file',
      });
      expect(heard.files.get(`/${long}`)).toBe(format === 'v7' ? undefined : 'deep');
      expect(heard.gaps).toEqual([]);
    }
  },
);

test.for(packers)('reads what %s writes', async ([tool, options], { skip }) => {
  if (!isThere(tool) || !isThere('tar')) skip();
  using scope = testScope();
  const file = join(directory, `${tool}.tar`);
  execFileSync('tar', ['-C', join(directory, 'tree'), '-cf', file, '.']);
  const packed = execFileSync(tool, [...options, file], { maxBuffer: 1e8 });

  const heard = await walkBytes(packed, scope, { facts: { diffId: sha256(readFileSync(file)) } });

  expect(heard.files.get(`/${long}`)).toBe('deep');
});

test
  .skipIf(!isThere('skopeo') || !isThere('umoci'))
  .for(['docker-archive:', 'oci-archive:', 'oci-dir:'])(
  'reads what umoci builds and skopeo writes: %s',
  async (scheme) => {
    using scope = testScope();
    const layout = join(directory, `layout-${scheme.slice(0, -1)}`);
    const bundle = join(directory, `bundle-${scheme.slice(0, -1)}`);
    execFileSync('umoci', ['init', '--layout', layout]);
    execFileSync('umoci', ['new', '--image', `${layout}:1`]);
    execFileSync('umoci', [
      'insert',
      '--rootless',
      '--image',
      `${layout}:1`,
      join(directory, 'tree'),
      '/opt',
    ]);
    const out = scheme === 'oci-dir:' ? layout : `${bundle}.tar`;
    const target = {
      'docker-archive:': `docker-archive:${out}:shop:1`,
      'oci-archive:': `oci-archive:${out}:1`,
    }[scheme];
    if (target)
      execFileSync('skopeo', ['--insecure-policy', 'copy', '-q', `oci:${layout}:1`, target]);
    const source = localSources().find(({ schemes }) => schemes.includes(scheme));

    const opened = await source?.open({ scheme, locator: out }, scope);

    const heard = await Promise.all((opened?.layers ?? []).map((layer) => walkLayer(layer, scope)));
    expect(heard.some(({ files }) => files.get(`/opt/${long}`) === 'deep')).toBe(true);
    await opened?.[Symbol.asyncDispose]();
  },
);

function makeTree(): void {
  const tree = join(directory, 'tree');
  mkdirSync(join(tree, long, '..'), { recursive: true });
  writeFileSync(join(tree, long), 'deep');
  writeFileSync(join(tree, 'file'), 'content');
  linkSync(join(tree, 'file'), join(tree, 'hard'));
  symlinkSync('file', join(tree, 'link'));
  const fd = openSync(join(tree, 'sparse'), 'w');
  writeSync(fd, 'start', 0);
  writeSync(fd, 'end', 300_005);
  ftruncateSync(fd, 400_000);
  closeSync(fd);
}

function isThere(tool: string): boolean {
  return spawnSync(tool, ['--version']).error === undefined;
}
