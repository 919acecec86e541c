import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { blobLayer } from './blob-layer.ts';
import { concatenated, oldSparse, refused, skippable } from './testdata/hostile.ts';
import { gnuLong, memberBytes, pax, sha256, tar, zeros } from './testdata/tar.ts';
import { testScope, walkBytes, walkLayer, ways } from './testdata/walk.ts';

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

const sparse = 'AB'.padEnd(1000, '\0').padEnd(1003, 'C').padEnd(2000, '\0');
const sparseForms = [
  [
    'old GNU',
    tar({
      ...oldSparse(
        [
          [0, 2],
          [1000, 3],
          [2000, 0],
        ],
        2000,
        'ABCCC',
      ),
      name: 's',
    }),
  ],
  [
    'pax 0.0',
    tar(
      pax([
        ['GNU.sparse.size', '2000'],
        ['GNU.sparse.numblocks', '2'],
        ['GNU.sparse.offset', '0'],
        ['GNU.sparse.numbytes', '2'],
        ['GNU.sparse.offset', '1000'],
        ['GNU.sparse.numbytes', '3'],
      ]),
      { name: 's', data: 'ABCCC' },
    ),
  ],
  [
    'pax 0.1',
    tar(
      pax([
        ['GNU.sparse.size', '2000'],
        ['GNU.sparse.name', 's'],
        ['GNU.sparse.map', '0,2,1000,3'],
      ]),
      { name: 'GNUSparseFile.0/s', data: 'ABCCC' },
    ),
  ],
  [
    'pax 1.0',
    tar(
      pax([
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.name', 's'],
        ['GNU.sparse.realsize', '2000'],
      ]),
      { name: 'GNUSparseFile.0/s', data: `${'2\n0\n2\n1000\n3\n'.padEnd(512, '\0')}ABCCC` },
    ),
  ],
] as const;

test.for(
  sparseForms.flatMap(([name, bytes]) =>
    ways.map((way) => [`${name} (${way})`, bytes, way] as const),
  ),
)('sparse files read as zeros where they have holes: %s', async ([, bytes, way]) => {
  for (const limits of [{}, { maxFileBytes: 1500 }]) {
    using scope = testScope(limits);
    const heard = await walkBytes(bytes, scope, { way });
    expect(heard.entries).toMatchObject([{ path: '/s', size: 2000 }]);
    expect(heard.files.get('/s')).toBe(sparse.slice(0, limits.maxFileBytes ?? 2000));
    const asked = await walkBytes(bytes, scope, { way, want: 'head' });
    expect(asked.heads.get('/s')).toBe(2000);
  }
});

test.for(ways)('files above the limits are spooled, or are gaps: %s', async (way) => {
  using scope = testScope({ maxFileBytes: 1000, maxSpoolBytes: 10_000 });
  const bytes = gzipSync(
    tar(
      { name: 'spooled', data: 'ab'.repeat(3000) },
      { name: 'large', data: Buffer.alloc(20_000) },
    ),
  );

  const heard = await walkBytes(bytes, scope, { way });

  expect([...heard.files]).toEqual([['/spooled', 'ab'.repeat(500)]]);
  expect(heard.gaps).toMatchObject([{ location: { path: '/large' }, reason: 'too-large' }]);
  expect(scope.leftovers()).toEqual([]);
});

test('time runs out', async () => {
  using scope = testScope({ layerTimeMs: 1000 });
  let now = 0;
  const slow = { ...scope, clock: () => new Date((now += 2000)) };

  await expect(
    walkBytes(tar({ name: 'a' }), { ...slow, [Symbol.dispose]() {} }),
  ).rejects.toMatchObject({ code: 'limit.time' });
});

test('an abort ends the walk with its reason and closes the stream', async () => {
  const abort = new AbortController();
  using scope = testScope({}, abort.signal);
  let isClosed = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield memberBytes({ name: 'a', data: 'x'.repeat(100_000) });
    } finally {
      isClosed = true;
    }
  }
  const walking = walkLayer(blobLayer({ stream: endless }), scope);
  setImmediate(() => abort.abort(new Error('stop')));

  await expect(walking).rejects.toThrow('stop');
  expect(isClosed).toBe(true);
  expect(scope.leftovers()).toEqual([]);
});

test('each walk is a task of the progress, with the bytes as stored', async () => {
  using scope = testScope();
  const bytes = gzipSync(whole);

  await walkBytes(bytes, scope, { facts: { digest: sha256(bytes) } });

  expect(scope.labels).toEqual([`layer ${sha256(bytes).slice(7, 19)} ${bytes.length}`]);
});

const samples: readonly (readonly [string, Uint8Array])[] = [
  ['plain', sampleTar()],
  ['gzip', gzipSync(sampleTar())],
  [
    'two gzip members',
    Buffer.concat([gzipSync(sampleTar().subarray(0, 3000)), gzipSync(sampleTar().subarray(3000))]),
  ],
  ['zstd', zstdCompressSync(sampleTar())],
  [
    'zstd frames',
    Buffer.concat([
      skippable(9),
      zstdCompressSync(sampleTar().subarray(0, 3000)),
      zstdCompressSync(sampleTar().subarray(3000)),
    ]),
  ],
  ['random', Buffer.alloc(0)],
];

test.for(samples)(
  'mutations of %s end in entries, gaps or input and limit errors',
  async ([, sample]) => {
    using scope = testScope({
      maxEntries: 1000,
      maxFileBytes: 10_000,
      maxSpoolBytes: 100_000,
      maxLayerBytes: 1e7,
    });
    const change = fc.record({
      at: fc.nat(Math.max(1, sample.length)),
      bytes: fc.uint8Array({ maxLength: 20 }),
      cut: fc.nat(30),
    });

    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...ways),
        async (changes, way) => {
          const bytes = changes.reduce(
            (old: Buffer, { at, bytes: put, cut }) =>
              Buffer.concat([old.subarray(0, at), put, old.subarray(at + cut)]),
            Buffer.from(sample),
          );
          const outcome = await walkBytes(bytes, scope, { way }).catch((error: unknown) => error);
          const isFine =
            !(outcome instanceof Error) ||
            (isCaissonError(outcome) && /^(?:input|limit)\./.test(outcome.code));
          if (!isFine) throw new Error('crashed', { cause: outcome });
          expect(scope.leftovers()).toEqual([]);
        },
      ),
      { numRuns: 120 },
    );
  },
);

function sampleTar(): Buffer {
  return tar(
    pax([
      ['path', 'long/name'],
      ['size', '5'],
    ]),
    { name: 'x', data: 'hello' },
    gnuLong('L', 'other/name'),
    { name: 'y', magic: 'gnu', data: 'y'.repeat(1500) },
    {
      name: 's',
      ...oldSparse(
        [
          [0, 2],
          [1000, 3],
        ],
        2000,
        'ABCCC',
      ),
    },
    pax([
      ['GNU.sparse.major', '1'],
      ['GNU.sparse.minor', '0'],
      ['GNU.sparse.name', 's'],
      ['GNU.sparse.realsize', '2000'],
    ]),
    { name: 'g', data: `${'2\n0\n2\n1000\n3\n'.padEnd(512, '\0')}ABCCC` },
    { name: 'h', type: '1', link: 'y' },
    { name: '.wh.z' },
  );
}

test('a large plain layer is hashed on another thread, with the same result', async () => {
  using scope = testScope();
  const bytes = tar(
    { name: 'large', data: Buffer.alloc(34 * 2 ** 20, 'x') },
    { name: 'small', data: 'y' },
  );
  const facts = { digest: sha256(bytes), diffId: sha256(bytes), sizeBytes: bytes.length };
  const wrong = sha256(Buffer.from('another'));

  const heard = await walkBytes(bytes, scope, { facts, want: 'head' });

  expect([...heard.files.keys()]).toEqual(['/large', '/small']);
  for (const bad of [
    { ...facts, digest: wrong },
    { ...facts, diffId: wrong },
    { ...facts, sizeBytes: 1 },
  ])
    await expect(walkBytes(bytes, scope, { facts: bad, want: 'nothing' })).rejects.toMatchObject({
      code: 'integrity.digest-mismatch',
    });
});

test('a large plain layer can be aborted while it is hashed', async () => {
  const abort = new AbortController();
  using scope = testScope({}, abort.signal);
  const bytes = tar({ name: 'large', data: Buffer.alloc(34 * 2 ** 20) });
  const walking = walkBytes(bytes, scope, { facts: { diffId: sha256(bytes) }, want: 'nothing' });
  abort.abort(new Error('stop'));

  await expect(walking).rejects.toThrow('stop');
});
