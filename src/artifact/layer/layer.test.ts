import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gnuLong, pax, sha256, tar } from './testdata/tar.ts';
import { testScope, walkBytes, ways } from './testdata/walk.ts';

const plain = tar(
  { name: 'etc/', type: '5', mode: 0o755 },
  { name: './etc/os-release', data: 'ID=debian\n' },
  { name: 'bin/big', data: 'x'.repeat(10_000), mode: 0o4755, uid: 7 },
  { name: 'bin/link', type: '2', link: '../etc/os-release' },
);
const packings = [
  ['plain', plain],
  ['gzip', gzipSync(plain)],
  ['zstd', zstdCompressSync(plain)],
] as const;
const cases = packings.flatMap(([name, bytes]) =>
  ways.map((way) => [`${name} as ${way}`, bytes, way] as const),
);

test.for(cases)(
  '%s: shows entries in order and the content that was wanted',
  async ([, bytes, way]) => {
    using scope = testScope();
    const facts = { digest: sha256(bytes), sizeBytes: bytes.length, diffId: sha256(plain) };

    const heard = await walkBytes(bytes, scope, { way, facts });

    expect(heard.entries.map((entry) => entry.path)).toEqual([
      '/etc',
      '/etc/os-release',
      '/bin/big',
      '/bin/link',
    ]);
    expect(heard.entries[2]).toEqual({
      path: '/bin/big',
      type: 'file',
      size: 10_000,
      mode: 0o4755,
      uid: 7,
      gid: 0,
    });
    expect(heard.entries[3]).toMatchObject({ type: 'symlink', link: '../etc/os-release' });
    expect(heard.files.get('/etc/os-release')).toBe('ID=debian\n');
    expect(heard.files.get('/bin/big')).toBe('x'.repeat(10_000));
    expect(heard.gaps).toEqual([]);
    expect(scope.leftovers()).toEqual([]);
  },
);

test.for(cases)('%s: shows 4 KiB of a file before it is wanted', async ([, bytes, way]) => {
  using scope = testScope();

  const heard = await walkBytes(bytes, scope, { way, want: 'head' });

  expect([...heard.heads]).toEqual([
    ['/etc/os-release', 10],
    ['/bin/big', 4096],
  ]);
  expect(heard.files.get('/bin/big')).toBe('x'.repeat(10_000));
});

test.for(cases)('%s: a wrong digest is an integrity error', async ([, bytes, way]) => {
  using scope = testScope();
  const wrong = sha256(Buffer.from('something else'));

  for (const facts of [
    { digest: wrong },
    { diffId: wrong },
    { sizeBytes: bytes.length - 1 },
    { sizeBytes: bytes.length + 1 },
  ])
    await expect(walkBytes(bytes, scope, { way, facts })).rejects.toMatchObject({
      code: 'integrity.digest-mismatch',
    });
  await expect(walkBytes(bytes, scope, { way, facts: { diffId: wrong } })).rejects.toThrow(wrong);
});

test.for(ways)('hard links bring the content of their target: %s', async (way) => {
  using scope = testScope();
  const bytes = tar(
    { name: 'a', data: 'content' },
    { name: 'b', type: '1', link: './a' },
    { name: 'c', type: '1', link: 'b' },
    { name: 'd', type: '1', link: 'nowhere' },
  );

  const heard = await walkBytes(bytes, scope, { way });

  expect([...heard.files.keys()]).toEqual(['/a', '/b', '/c']);
  expect(heard.files.get('/c')).toBe('content');
  expect(heard.gaps).toMatchObject([{ location: { path: '/d' }, reason: 'unreadable' }]);
});

test.for(ways)('long names of GNU tar and pax: %s', async (way) => {
  using scope = testScope();
  const long = `${'d/'.repeat(120)}name`;
  const bytes = tar(
    gnuLong('L', long),
    { name: 'short', data: '1', magic: 'gnu' },
    pax([
      ['path', `${long}2`],
      ['size', '1'],
      ['SCHILY.xattr.x', 'a\nb=c\0'],
    ]),
    { name: 'short', data: '2' },
    { name: 'file', prefix: 'a/prefix', data: '3' },
  );

  const heard = await walkBytes(bytes, scope, { way });

  expect([...heard.files]).toEqual([
    [`/${long}`, '1'],
    [`/${long}2`, '2'],
    ['/a/prefix/file', '3'],
  ]);
});
