import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { blobLayer } from './blob-layer.ts';
import { oldSparse } from './testdata/hostile.ts';
import { memberBytes, pax, sha256, tar } from './testdata/tar.ts';
import { testScope, walkBytes, walkLayer, ways } from './testdata/walk.ts';

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
  const bytes = gzipSync(tar({ name: 'a' }));

  await walkBytes(bytes, scope, { facts: { digest: sha256(bytes) } });

  expect(scope.labels).toEqual([`layer ${sha256(bytes).slice(7, 19)} ${bytes.length}`]);
});

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
