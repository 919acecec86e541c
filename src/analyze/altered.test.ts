import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { packageFilesOf } from './altered.ts';
import { indexClaims } from './claims.ts';
import { digestAnalyzer } from './digest/analyzer.ts';
import { platformAnalyzers } from './language/platform-analyzers.ts';
import { pythonPackageAnalyzer } from './language/python/installed.ts';
import { osAnalyzers } from './os/analyzers.ts';
import { headerBlob, sqliteDatabase } from './os/testing/rpm.ts';
import { memoryLayer, type TestEntry, testScope } from './testdata/layer.ts';
import { examineLayer } from './walk.ts';

function digest(algorithm: string, text: string, encoding: 'hex' | 'base64' | 'base64url' = 'hex') {
  return createHash(algorithm).update(text).digest(encoding);
}

/** What one layer of these files gives. */
async function examined(
  entries: readonly TestEntry[],
  links: ReadonlyMap<string, string> = new Map(),
) {
  const analyzers = [digestAnalyzer, pythonPackageAnalyzer, ...osAnalyzers, ...platformAnalyzers];
  const layer = memoryLayer(undefined, entries);
  const { inventory } = await examineLayer(layer, { claims: indexClaims(analyzers) }, testScope());
  const components = inventory.observations.flatMap((seen) =>
    seen.type === 'component' ? [seen.component] : [],
  );
  return packageFilesOf(inventory.observations, components, links);
}

function program(path: string, content: string): TestEntry {
  return { path, content, mode: 0o755 };
}

const status = {
  path: '/var/lib/dpkg/status',
  content:
    'Package: ssh\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n\n' +
    'Package: other\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n',
};

function sums(name: string, files: Readonly<Record<string, string>>): TestEntry {
  const lines = Object.entries(files).map(([path, text]) => `${digest('md5', text)}  ${path}\n`);
  return { path: `/var/lib/dpkg/info/${name}.md5sums`, content: lines.join('') };
}

test('a program that differs from what dpkg installed is told with both digests', async () => {
  const { altered, ownerOf } = await examined([
    status,
    sums('ssh', { 'usr/sbin/sshd': 'good', 'usr/bin/ssh': 'same', 'usr/bin/gone': 'x' }),
    program('/usr/sbin/sshd', 'evil'),
    program('/usr/bin/ssh', 'same'),
  ]);

  expect(altered).toMatchObject([
    {
      location: { path: '/usr/sbin/sshd' },
      component: { name: 'ssh' },
      algorithm: 'md5',
      expected: digest('md5', 'good'),
      actual: digest('md5', 'evil'),
    },
  ]);
  expect(ownerOf('/usr/bin/ssh')).toMatchObject({ component: { name: 'ssh' }, unaltered: true });
  expect(ownerOf('/usr/sbin/sshd')).toMatchObject({ component: { name: 'ssh' }, unaltered: false });
  expect(ownerOf('/usr/bin/none')).toBeUndefined();
});

test('a package of distroless images is checked by its sums', async () => {
  const { altered } = await examined([
    { path: '/var/lib/dpkg/status.d/base', content: 'Package: base\nVersion: 1\n' },
    {
      path: '/var/lib/dpkg/status.d/base.md5sums',
      content: `${digest('md5', 'a')}  usr/lib/x86_64-linux-gnu/liba.so.1\n`,
    },
    { path: '/usr/lib/x86_64-linux-gnu/liba.so.1', content: 'b' },
  ]);

  expect(altered).toMatchObject([{ component: { name: 'base' } }]);
});

test('paths are compared behind directory links', async () => {
  const entries = [status, sums('ssh', { 'bin/ls': 'good' }), program('/usr/bin/ls', 'evil')];

  const { altered } = await examined(entries, new Map([['/bin', '/usr/bin']]));

  expect(altered).toMatchObject([{ location: { path: '/usr/bin/ls' } }]);
});

test.for<readonly [string, readonly TestEntry[]]>([
  ['a file that another package took over', [sums('other', { 'usr/bin/a': 'new' })]],
  [
    'a diverted path',
    [{ path: '/var/lib/dpkg/diversions', content: '/usr/bin/a\n/usr/bin/a.real\n:\n' }],
  ],
])('%s is not altered', async ([, more]) => {
  const entries = [status, sums('ssh', { 'usr/bin/a': 'old' }), program('/usr/bin/a', 'new')];

  expect((await examined(entries)).altered).toHaveLength(1);
  expect((await examined([...entries, ...more])).altered).toEqual([]);
});

test('configuration, documentation and files outside package directories are left alone', async () => {
  const paths = ['etc/ssh/run', 'usr/share/doc/ssh/a.py', 'usr/local/bin/a', 'app/run'];
  const { altered } = await examined([
    status,
    sums('ssh', Object.fromEntries(paths.map((path) => [path, 'old']))),
    ...paths.map((path) => program(`/${path}`, 'new')),
  ]);

  expect(altered).toEqual([]);
});

test('apk records SHA-1 and, since version 3, SHA-256', async () => {
  const installed = [
    'P:one\nV:1\nF:bin\nR:a',
    `Z:Q1${digest('sha1', 'old', 'base64')}\nR:b\na:0:0:755\nZ:Q1${digest('sha1', 'b', 'base64')}\n`,
    `P:two\nV:1\nF:usr/bin\nR:c\nZ:Q2${digest('sha256', 'old', 'base64')}\n`,
  ].join('\n');
  const { altered } = await examined([
    program('/bin/a', 'new'),
    program('/bin/b', 'b'),
    program('/usr/bin/c', 'new'),
    { path: '/lib/apk/db/installed', content: installed },
  ]);

  expect(altered.map(({ location, algorithm }) => [location.path, algorithm])).toEqual([
    ['/bin/a', 'sha1'],
    ['/usr/bin/c', 'sha256'],
  ]);
});

test('rpm leaves configuration, ghosts and what it does not verify alone', async () => {
  const names = ['a', 'b', 'config', 'ghost', 'free', 'link'];
  const blob = headerBlob({
    name: 'tool',
    version: '1',
    release: '1',
    arch: 'x86_64',
    dirNames: ['/usr/bin/'],
    baseNames: names,
    dirIndexes: names.map(() => 0),
    fileDigests: names.map((name) => digest('sha256', name === 'b' ? 'new' : 'old')),
    fileFlags: [0, 2, 17, 64, 0, 0],
    fileVerifyFlags: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xfffffffe, 0xffffffff],
    fileModes: [0o100755, 0o100755, 0o100755, 0o100755, 0o100755, 0o120777],
    fileDigestAlgorithm: [8],
  });
  const { altered, ownerOf } = await examined([
    { path: '/var/lib/rpm/rpmdb.sqlite', content: sqliteDatabase([blob]) },
    ...names.map((name) => program(`/usr/bin/${name}`, 'new')),
  ]);

  expect(altered.map(({ location }) => location.path)).toEqual(['/usr/bin/a']);
  expect(ownerOf('/usr/bin/b')?.unaltered).toBe(true);
  expect(ownerOf('/usr/bin/link')?.unaltered).toBe(false);
});

test('modules of wheels are compared with RECORD, and files that it does not hold are left alone', async () => {
  const site = '/srv/venv/lib/python3.12/site-packages';
  const record = [
    `tool/__init__.py,sha256=${digest('sha256', 'old', 'base64url')},3`,
    `"tool/a,b.py",sha256=${digest('sha256', 'same', 'base64url')},4`,
    `../../../../../etc/evil.py,sha256=${digest('sha256', 'old', 'base64url')},4`,
    'tool-1.dist-info/RECORD,,',
  ];
  const { altered, ownerOf } = await examined([
    { path: `${site}/tool-1.dist-info/METADATA`, content: 'Name: tool\nVersion: 1\n' },
    { path: `${site}/tool-1.dist-info/RECORD`, content: record.join('\r\n') },
    { path: `${site}/tool/__init__.py`, content: 'new' },
    { path: `${site}/tool/a,b.py`, content: 'same' },
    { path: `${site}/tool/more.py`, content: 'new' },
  ]);

  expect(altered.map(({ location }) => location.path)).toEqual([`${site}/tool/__init__.py`]);
  expect(ownerOf(`${site}/tool/a,b.py`)?.unaltered).toBe(true);
});
