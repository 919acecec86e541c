import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { oldSparse, skippable } from './testdata/hostile.ts';
import { gnuLong, pax, tar } from './testdata/tar.ts';
import { testScope, walkBytes, ways } from './testdata/walk.ts';

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
