import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { concatenated, refused, skippable } from './testdata/hostile.ts';
import { gnuLong, memberBytes, pax, sha256, tar, zeros } from './testdata/tar.ts';
import { testScope, walkBytes, ways } from './testdata/walk.ts';

const cases = Object.entries(refused).flatMap(([name, item]) =>
  ways
    .filter((way) => way !== 'drops' || item.bytes.length < 100_000)
    .map((way) => [`${name} (${way})`, item, way] as const),
);

test.for(cases)('refused: %s', async ([, item, way]) => {
  using scope = testScope(item.limits);

  await expect(walkBytes(item.bytes, scope, { way })).rejects.toMatchObject({ code: item.code });
  expect(scope.leftovers()).toEqual([]);
});

test.for(ways)(
  'a damaged blob that is not the promised one is an integrity error: %s',
  async (way) => {
    using scope = testScope();
    const whole = gzipSync(tar({ name: 'a', data: 'x' }));
    const facts = { digest: sha256(whole), sizeBytes: whole.length };

    for (const bytes of [
      whole.subarray(0, -4),
      Buffer.concat([whole.subarray(0, -4), Buffer.from('abcd')]),
    ])
      await expect(walkBytes(bytes, scope, { way, facts })).rejects.toMatchObject({
        code: 'integrity.digest-mismatch',
      });
  },
);

const whole = tar({ name: 'a', data: 'one' }, { name: 'b', data: 'two' });
const half = 700;
const packings: readonly (readonly [string, Uint8Array])[] = [
  [
    'several gzip members',
    Buffer.concat([
      gzipSync(whole.subarray(0, half)),
      gzipSync(Buffer.alloc(0)),
      gzipSync(whole.subarray(half)),
    ]),
  ],
  ['gzip with zeros behind it', Buffer.concat([gzipSync(whole), Buffer.alloc(1000)])],
  [
    'several zstd frames',
    Buffer.concat([
      zstdCompressSync(whole.subarray(0, half)),
      zstdCompressSync(whole.subarray(half)),
    ]),
  ],
  [
    'many small zstd frames',
    Buffer.concat(
      Array.from({ length: whole.length / 64 }, (_, at) =>
        zstdCompressSync(whole.subarray(at * 64, at * 64 + 64)),
      ),
    ),
  ],
  [
    'zstd between skippable frames',
    Buffer.concat([
      skippable(5),
      zstdCompressSync(whole.subarray(0, half)),
      skippable(0),
      zstdCompressSync(whole.subarray(half)),
      skippable(3000),
    ]),
  ],
];

test.for(
  packings.flatMap(([name, bytes]) => ways.map((way) => [`${name} (${way})`, bytes, way] as const)),
)('read to its end: %s', async ([, bytes, way]) => {
  using scope = testScope();

  const heard = await walkBytes(bytes, scope, { way, facts: { diffId: sha256(whole) } });

  expect([...heard.files]).toEqual([
    ['/a', 'one'],
    ['/b', 'two'],
  ]);
});

test.for(ways)('entries whose path cannot stand are gaps: %s', async (way) => {
  using scope = testScope({ maxPathBytes: 300 });
  const bytes = tar(
    { name: '../../etc/passwd' },
    { name: 'a/../../b' },
    { name: '', data: 'x' },
    gnuLong('L', 'x/'.repeat(400)),
    { name: 'short' },
    { name: 'out', type: '1', link: '../../../etc/shadow' },
    { name: 'd/.wh.' },
    { name: 'd/.wh...' },
    { name: 'kept', data: 'kept' },
  );

  const heard = await walkBytes(bytes, scope, { way });

  expect(heard.entries.map(({ path }) => path)).toEqual(['/kept']);
  expect(
    heard.gaps.map(({ reason, location }) => `${reason} ${location.path.slice(0, 11)}`),
  ).toEqual([
    'malformed /etc/passwd',
    'malformed /a/b',
    'malformed /',
    'too-large /x/x/x/x/x/',
    'malformed /out',
    'malformed /d/.wh.',
    'malformed /d/.wh...',
  ]);
});

test.for(ways)('whiteouts, devices and odd types: %s', async (way) => {
  using scope = testScope();
  const bytes = tar(
    { name: 'a/.wh.gone' },
    { name: 'a/.wh..wh..opq' },
    { name: '.wh..wh..opq' },
    { name: '.wh.top' },
    { name: 'a/.wh..wh.plnk', type: '5' },
    { name: 'dev/null', type: '3' },
    { name: 'dev/sda', type: '4' },
    { name: 'pipe', type: '6' },
    { name: 'strange', type: 'Z', data: 'skipped' },
    { name: 'old/', type: '\0', magic: 'v7' },
    { name: 'loop', type: '2', link: 'loop' },
    { name: 'signed\u00ff', checksum: 'signed', data: 's' },
  );

  const heard = await walkBytes(bytes, scope, { way });

  expect(heard.entries.map(({ type, path }) => `${type} ${path}`)).toEqual([
    'whiteout /a/gone',
    'opaque /a',
    'opaque /',
    'whiteout /top',
    'other /dev/null',
    'other /dev/sda',
    'other /pipe',
    'other /strange',
    'directory /old',
    'symlink /loop',
    'file /signed\u00ff',
  ]);
  expect(heard.gaps).toEqual([]);
});

test.for(ways)('hard links that lead in circles or nowhere are gaps: %s', async (way) => {
  using scope = testScope();
  const bytes = tar(
    { name: 'a', type: '1', link: 'b' },
    { name: 'b', type: '1', link: 'a' },
    { name: 'c', type: '1', link: 'c' },
  );

  const heard = await walkBytes(bytes, scope, { way });

  expect(heard.files.size).toBe(0);
  expect(heard.gaps.map(({ location }) => location.path).sort()).toEqual(['/a', '/b', '/c']);
});

test.for(ways)(
  'what follows the end of an archive is shown and said, but hides nothing: %s',
  async (way) => {
    using scope = testScope();
    const bytes = concatenated(
      { name: 'a', data: '1' },
      { name: 'b', data: '2' },
      { name: '.wh.c' },
    );

    const heard = await walkBytes(bytes, scope, { way });

    expect([...heard.files]).toEqual([
      ['/a', '1'],
      ['/b', '2'],
    ]);
    expect(heard.gaps.map(({ detail }) => detail)).toEqual([
      'entries follow the end of the archive; not every reader sees them',
      'a whiteout behind the end of the archive was ignored',
    ]);
  },
);

test.for(ways)('garbage behind the end of an archive is passed over: %s', async (way) => {
  using scope = testScope();
  const bytes = Buffer.concat([tar({ name: 'a', data: '1' }), Buffer.alloc(2000, 'garbage')]);
  const lone = Buffer.concat([
    memberBytes({ name: 'a', data: '1' }),
    zeros(1),
    Buffer.alloc(700, 'x'),
  ]);

  expect((await walkBytes(bytes, scope, { way, facts: { diffId: sha256(bytes) } })).gaps).toEqual(
    [],
  );
  expect((await walkBytes(lone, scope, { way })).gaps).toHaveLength(1);
});

test.for(ways)(
  'a global header that renames is ignored as runtimes do, and said: %s',
  async (way) => {
    using scope = testScope();

    const heard = await walkBytes(
      tar(
        pax(
          [
            ['path', 'hidden'],
            ['comment', 'x'],
          ],
          'g',
        ),
        { name: 'seen', data: '1' },
      ),
      scope,
      { way },
    );

    expect([...heard.files.keys()]).toEqual(['/seen']);
    expect(heard.gaps).toHaveLength(1);
  },
);
