import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { OpenArtifact } from '#contract/source.ts';
import { type TestScope, testScope, walkLayer } from '../layer/testdata/walk.ts';
import { localSources } from '../local-sources.ts';
import { parseMounts } from './mounts.ts';
import { skipForHost } from './skip-list.ts';

test('a directory: entries in path order, files with their content, links not followed', async () => {
  using scope = testScope();
  const root = makeTree(scope, { 'b/two': '2', 'a/one': '1', 'a/zero': '', c: '3' });
  symlinkSync('/etc/passwd', join(root, 'a/link'));
  symlinkSync('..', join(root, 'b/loop'));
  linkSync(join(root, 'c'), join(root, 'd'));

  const heard = await walkTree('dir:', root, scope);

  expect(heard.entries.map(({ path }) => path)).toEqual([
    '/a',
    '/a/link',
    '/a/one',
    '/a/zero',
    '/b',
    '/b/loop',
    '/b/two',
    '/c',
    '/d',
  ]);
  expect(heard.entries[1]).toMatchObject({ type: 'symlink', link: '/etc/passwd' });
  expect([...heard.files]).toEqual([
    ['/a/one', '1'],
    ['/a/zero', ''],
    ['/b/two', '2'],
    ['/c', '3'],
    ['/d', '3'],
  ]);
  expect(heard.gaps).toEqual([]);
});

test('a FIFO is seen and never opened', async () => {
  using scope = testScope();
  const root = makeTree(scope, { file: 'x' });
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(root, 'pipe')]);

  const heard = await walkTree('dir:', root, scope);

  expect(heard.entries.find(({ path }) => path === '/pipe')).toMatchObject({
    type: 'other',
    size: 0,
  });
  expect([...heard.files.keys()]).toEqual(['/file']);
});

test.skipIf(process.getuid?.() === 0)('what may not be read is a gap', async () => {
  using scope = testScope();
  const root = makeTree(scope, { 'closed/file': 'x', secret: 'y' });
  chmodSync(join(root, 'closed'), 0);
  chmodSync(join(root, 'secret'), 0);

  const heard = await walkTree('dir:', root, scope);

  chmodSync(join(root, 'closed'), 0o700);
  expect(heard.gaps.map(({ location, reason }) => [location.path, reason])).toEqual([
    ['/closed', 'unreadable'],
    ['/secret', 'unreadable'],
  ]);
});

test('a name that is no UTF-8 is a gap', async () => {
  using scope = testScope();
  const root = makeTree(scope, {});
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0x41])]), 'x');

  const heard = await walkTree('dir:', root, scope);

  expect(heard.gaps).toMatchObject([{ reason: 'unreadable' }]);
});

test('limits: depth is a gap, the count of entries an error', async () => {
  using scope = testScope({ maxDepth: 3, maxEntries: 10 });
  const root = makeTree(scope, { 'a/b/c/d/e': 'x', 'a/f': 'y' });

  const heard = await walkTree('dir:', root, scope);

  expect(heard.gaps).toMatchObject([{ location: { path: '/a/b/c' }, reason: 'too-large' }]);
  expect([...heard.files.keys()]).toEqual(['/a/f']);
  const many = makeTree(
    scope,
    Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`f${at}`, ''])),
  );
  await expect(walkTree('rootfs:', many, scope)).rejects.toMatchObject({ code: 'limit.entries' });
});

test('a file above the memory limit can be read by range only', async () => {
  using scope = testScope({ maxFileBytes: 10 });
  const root = makeTree(scope, { big: '0123456789abcdef' });
  await using opened = await openTree('dir:', root, scope);

  const seen: string[] = [];
  await opened.layers[0]?.walk(
    {
      entry: () => 'content',
      head: () => false,
      file(view) {
        expect(() => view.bytes()).toThrow('larger than 10 bytes');
        seen.push(
          Buffer.from(view.read(8, 5)).toString(),
          Buffer.from(view.read(14, 10)).toString(),
        );
        expect(view.read(20, 5)).toHaveLength(0);
      },
      gap() {},
    },
    scope,
  );

  expect(seen).toEqual(['89abc', 'ef']);
});

test('objects of a Git repository are not walked', async () => {
  using scope = testScope();
  const root = makeTree(scope, { '.git/objects/ab/cd': 'x', '.git/config': 'y' });

  const heard = await walkTree('dir:', root, scope);

  expect([...heard.files.keys()]).toEqual(['/.git/config']);
});

test('an abort stops the walk with its reason', async () => {
  const abort = new AbortController();
  using scope = testScope({}, abort.signal);
  const root = makeTree(scope, { a: '', b: '' });
  abort.abort(new Error('stop'));

  await expect(walkTree('dir:', root, scope)).rejects.toThrow('stop');
});

test('the own process is a container', async () => {
  using scope = testScope();

  await using opened = await openTree('pid:', String(process.pid), scope);

  expect(opened.artifact).toMatchObject({ kind: 'container', source: 'pid:' });
  await expect(openTree('pid:', 'self/root/..', scope)).rejects.toMatchObject({
    code: 'usage.invalid-argument',
  });
  await expect(openTree('pid:', '4194999', scope)).rejects.toMatchObject({
    code: 'input.not-found',
  });
});

test('a host tree leaves out what is not part of the host', async () => {
  using scope = testScope();
  const root = makeTree(scope, {
    'proc/1/cmdline': 'x',
    'tmp/a': '',
    'var/lib/docker/a': '',
    'etc/os-release': 'ID=x',
  });

  await using opened = await openTree('host:', root, scope);
  const heard = await walkTree('host:', root, scope);

  expect(opened.artifact.kind).toBe('host');
  expect([...heard.files.keys()]).toEqual(['/etc/os-release']);
});

test('mounts decide what a host tree leaves out', () => {
  const mounts = parseMounts(
    [
      '22 27 0:21 / / rw - ext4 /dev/vda rw',
      '23 22 0:22 / /mnt/my\\040share rw shared:1 - nfs4 server:/ rw',
      '24 22 0:23 / /srv/merged rw - overlay overlay rw',
      '25 22 0:24 / /srv/data rw - xfs /dev/vdb rw',
      '26 22 0:25 / /chroot/proc rw - proc proc rw',
      'nonsense',
    ].join('\n'),
  );

  const skips = skipForHost(mounts, '/');

  expect(skips.get('/mnt/my share')).toMatchObject({ isGap: true });
  expect(skips.get('/srv/merged')).toMatchObject({ isGap: false });
  expect(skips.get('/chroot/proc')).toMatchObject({ isGap: false });
  expect(skips.has('/srv/data')).toBe(false);
  expect([...skipForHost(mounts, '/chroot').keys()]).toContain('/proc');
});

function makeTree(scope: TestScope, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(scope.temporaryDirectory, 'tree-'));
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), data);
  }
  return root;
}

async function openTree(scheme: string, locator: string, scope: TestScope): Promise<OpenArtifact> {
  const source = localSources().find(({ schemes }) => schemes.includes(scheme));
  if (source === undefined) throw new Error(`no source for ${scheme}`);
  return source.open({ scheme, locator }, scope);
}

async function walkTree(
  scheme: string,
  root: string,
  scope: TestScope,
): ReturnType<typeof walkLayer> {
  await using opened = await openTree(scheme, root, scope);
  const [layer] = opened.layers;
  if (layer === undefined) throw new Error('no layer');
  return walkLayer(layer, scope);
}
