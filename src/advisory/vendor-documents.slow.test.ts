import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { bunzip2 } from './bzip2.ts';
import { readTar } from './tar-stream.ts';
import { testDirectory, testScope, zipOf } from './testing.ts';
import { bzip2Samples, tarOf } from './testing-archives.ts';
import { documentsBelow } from './vendor-documents.ts';

let root = '';
beforeAll(() => {
  root = testDirectory();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function put(directory: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = join(root, directory);
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
  return path;
}

async function documents(directory: string): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  const read = documentsBelow(directory, (path) => path.endsWith('.json'), testScope());
  for await (const { path, bytes } of read) found.push([path, Buffer.from(bytes).toString()]);
  return found;
}

test('documents are found plain, packed, and in archives of every kind', async () => {
  const inner = { 'b/1.json': '1', 'b/2.json.gz': gzipSync('2'), 'b/readme.txt': 'no' };
  const directory = put('kinds', {
    'a.json': 'a',
    'deep/b.json.gz': gzipSync('b'),
    'c.json.zst': zstdCompressSync('c'),
    'd.json.bz2': bzip2Samples.hello,
    'e/e.zip': zipOf(inner),
    'f/f.tar': tarOf(inner),
    'g/g.tar.gz': gzipSync(tarOf(inner)),
    'h/h.tgz': gzipSync(tarOf(inner)),
    'i/i.tar.zst': zstdCompressSync(tarOf(inner)),
    'z.txt': 'no',
  });

  expect(await documents(directory)).toEqual([
    ['a.json', 'a'],
    ['c.json', 'c'],
    ['d.json', bzip2Samples.helloText],
    ['deep/b.json', 'b'],
    ...['e', 'f', 'g', 'h', 'i'].flatMap((name) => [
      [`${name}/b/1.json`, '1'],
      [`${name}/b/2.json`, '2'],
    ]),
  ]);
});

test('names in an archive cannot lead out of it', async () => {
  const directory = put('escape', { 'x/x.tar': tarOf({ '../../../etc/a.json': '1' }) });

  expect(await documents(directory)).toEqual([['x/etc/a.json', '1']]);
});

test('long names and large numbers of a tar archive are read', async () => {
  const name = `${'long/'.repeat(60)}x.json`;

  expect(await documents(put('long', { 'x.tar': tarOf({ [name]: '1' }) }))).toEqual([[name, '1']]);
});

test.for([
  ['x.tar.gz', gzipSync(tarOf({ 'a.json': '1' })).subarray(0, 40)],
  ['x.json.zst', zstdCompressSync('hello hello').subarray(0, 8)],
  ['x.json.bz2', bzip2Samples.hello.subarray(0, 30)],
  ['x.tar', tarOf({ 'a.json': '1' }).subarray(0, 700)],
  ['x.zip', Buffer.from('no zip')],
] as const)('%s that is cut off is told as damage', async ([name, bytes]) => {
  const directory = put(`cut-${name}`, { [name]: bytes });

  await expect(documents(directory)).rejects.toMatchObject({ code: 'input.malformed' });
});

test('a packed file that grows without end is stopped', async () => {
  const directory = put('bomb', { 'x.json.gz': gzipSync(Buffer.alloc(2 ** 20)) });
  const scope = testScope({ maxLayerBytes: 1000 });

  const read = documentsBelow(directory, () => true, scope)[Symbol.asyncIterator]();

  await expect(read.next()).rejects.toMatchObject({ code: 'limit.ratio' });
});

test.for(Object.entries(bzip2Samples.sizes))('bzip2: %s', ([, [packed, size]]) => {
  const parts = [...bunzip2(Buffer.from(packed, 'base64'))];

  expect(Buffer.concat(parts).length).toBe(size);
});

test('bzip2: several streams after each other', () => {
  const twice = Buffer.concat([bzip2Samples.hello, bzip2Samples.hello]);

  expect(Buffer.concat([...bunzip2(twice)]).toString()).toBe(bzip2Samples.helloText.repeat(2));
});

test.for([
  ['bzip2', bzip2Samples.hello, (bytes: Uint8Array) => [...bunzip2(bytes)].length],
] as const)('%s: damage is told as such, in bounded time', ([, sample, read]) => {
  fc.assert(
    fc.property(mutations(sample), (bytes) => {
      expect(['input.malformed', undefined]).toContain(codeOf(() => read(bytes)));
    }),
    { numRuns: 300 },
  );
});

test('tar: damage is told as such, in bounded time', async () => {
  const sample = tarOf({ 'a.json': '1', [`${'x'.repeat(120)}`]: '2' });
  await fc.assert(
    fc.asyncProperty(mutations(sample), async (bytes) => {
      const codes = ['input.malformed', 'limit.size', 'limit.entries', undefined];
      expect(codes).toContain(await codeOfReading(bytes));
    }),
    { numRuns: 300 },
  );
});

async function codeOfReading(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const limits = { maxEntries: 100, maxFileBytes: 10_000 };
    for await (const _ of readTar(one(bytes), () => true, limits));
    return undefined;
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}

async function* one(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}

function mutations(sample: Buffer): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.nat(sample.length).map((size) => sample.subarray(0, size)),
    fc.tuple(fc.nat(sample.length - 1), fc.nat(255)).map(([at, value]) => {
      const changed = Buffer.from(sample);
      changed[at] = value;
      return changed;
    }),
  );
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}
