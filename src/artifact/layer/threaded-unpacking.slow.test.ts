import { createCipheriv } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { BlobFacts } from './blob.ts';
import { blobLayer } from './blob-layer.ts';
import { type FileRegion, RegionReader } from './input.ts';
import type { RawKind } from './raw-decoder.ts';
import { sha256, tar } from './testdata/tar.ts';
import { testScope, walkBytes } from './testdata/walk.ts';
import { ThreadedUnpacking } from './threaded-unpacking.ts';

/** Bytes that do not compress and that are the same in every run. */
function noise(bytes: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(
    Buffer.alloc(bytes),
  );
}

const plain = tar(
  { name: 'a', data: noise(4_500_000) },
  { name: 'zeros', data: Buffer.alloc(3_000_000) },
  { name: 'b', data: 'the end' },
);
const packings = [
  ['gzip', gzipSync(plain, { level: 1 })],
  ['zstd', zstdCompressSync(plain)],
  [
    'gzip of two members with zeros behind',
    Buffer.concat([
      gzipSync(plain.subarray(0, 4_400_000), { level: 1 }),
      gzipSync(plain.subarray(4_400_000), { level: 1 }),
      Buffer.alloc(700_000),
    ]),
  ],
  [
    'zstd of two frames',
    Buffer.concat([
      zstdCompressSync(plain.subarray(0, 4_400_000)),
      zstdCompressSync(plain.subarray(4_400_000)),
    ]),
  ],
] as const;

test.for(packings)('a large blob is unpacked by another thread: %s', async ([, bytes]) => {
  using scope = testScope();
  const facts = { digest: sha256(bytes), sizeBytes: bytes.length, diffId: sha256(plain) };

  const heard = await walkBytes(bytes, scope, { facts });

  expect(heard.entries.map(({ path, size }) => [path, size])).toEqual([
    ['/a', 4_500_000],
    ['/zeros', 3_000_000],
    ['/b', 7],
  ]);
  expect(sha256(Buffer.from(heard.files.get('/a') ?? '', 'latin1'))).toBe(sha256(noise(4_500_000)));
  expect(heard.files.get('/b')).toBe('the end');
  expect(scope.leftovers()).toEqual([]);
});

test.for(packings.slice(0, 2))(
  'a large blob that is not the promised one: %s',
  async ([, bytes]) => {
    using scope = testScope();
    const wrong = sha256(Buffer.from('something else'));

    for (const facts of [{ digest: wrong }, { diffId: wrong }, { sizeBytes: bytes.length - 1 }])
      await expect(walkBytes(bytes, scope, { facts })).rejects.toMatchObject({
        code: 'integrity.digest-mismatch',
      });
  },
);

const [, [, zst]] = packings;
const [[, zip]] = packings;
const damaged: readonly (readonly [string, Buffer])[] = [
  ['gzip that is cut off', zip.subarray(0, -9)],
  ['gzip with a flipped byte', flip(zip, 4_300_000)],
  ['gzip with garbage behind it', Buffer.concat([zip, Buffer.from('garbage')])],
  ['zstd that is cut off', zst.subarray(0, -9)],
  ['zstd with garbage behind it', Buffer.concat([zst, Buffer.from('garbage')])],
  ['a broken tar in gzip', gzipSync(flip(plain, plain.length - 2000), { level: 1 })],
  ['a tar that breaks at once', gzipSync(noise(9_000_000), { level: 1 })],
];

test.for(damaged)(
  'a large damaged blob is malformed, and an integrity error when another was promised: %s',
  async ([, bytes]) => {
    using scope = testScope();

    await expect(
      walkBytes(bytes, scope, { facts: { digest: sha256(bytes) } }),
    ).rejects.toMatchObject({ code: 'input.malformed' });
    await expect(
      walkBytes(bytes, scope, { facts: { digest: sha256(plain) } }),
    ).rejects.toMatchObject({ code: 'integrity.digest-mismatch' });
    expect(scope.leftovers()).toEqual([]);
  },
);

test('a large blob that unpacks to too much is stopped', async () => {
  const start = tar({ name: 'a', data: noise(4_200_000) });
  const bytes = Buffer.concat([gzipSync(start, { level: 0 }), gzipSync(Buffer.alloc(120_000_000))]);
  using scope = testScope({ maxRatio: 20 });

  await expect(walkBytes(bytes, scope)).rejects.toMatchObject({ code: 'limit.ratio' });
});

test('an abort ends the walk of a large blob', async () => {
  const controller = new AbortController();
  using scope = testScope({}, controller.signal);
  using file = temporaryFile(zip);
  const layer = blobLayer({ file: file.region });

  const walking = layer.walk(
    {
      entry() {
        controller.abort(new Error('enough'));
        return 'content';
      },
      head: () => true,
      file() {},
      gap() {},
    },
    scope,
  );

  await expect(walking).rejects.toThrow('enough');
});

test('an abort is seen while the thread has nothing to show', async () => {
  const controller = new AbortController();
  using file = temporaryFile(zip);
  using reader = new RegionReader(file.region);
  const idle = new URL('data:text/javascript,setInterval(() => {}, 1000)');
  const unpacking = threaded(reader, 'gzip', { program: idle, signal: controller.signal });

  const reading = collect(unpacking);
  setImmediate(() => controller.abort(new Error('enough')));

  await expect(reading).rejects.toThrow('enough');
});

test('what a visitor throws ends the walk of a large blob', async () => {
  using scope = testScope();
  using file = temporaryFile(zip);
  const layer = blobLayer({ file: file.region });

  const walking = layer.walk(
    {
      entry() {
        throw new Error('no more');
      },
      head: () => true,
      file() {},
      gap() {},
    },
    scope,
  );

  await expect(walking).rejects.toThrow('no more');
});

const programs = [
  ['cannot be loaded', new URL('./testdata/none.worker.ts', import.meta.url)],
  ['dies on its way', new URL('./testdata/dying-thread.ts', import.meta.url)],
  ['may not be started', new URL('http://localhost/')],
  ['ends without a word', new URL('data:text/javascript,')],
] as const;

test.for(programs)('a thread that %s is replaced by this one', async ([, program]) => {
  const content = Buffer.from(`abc${'x'.repeat(100_000)}`);
  const bytes = gzipSync(content);
  using file = temporaryFile(bytes);
  using reader = new RegionReader(file.region);
  const facts = { digest: sha256(bytes), sizeBytes: bytes.length, diffId: sha256(content) };
  let stored = 0;
  function onStored(count: number): void {
    stored += count;
  }

  expect(await collect(threaded(reader, 'gzip', { program, onStored }, facts))).toEqual(content);
  expect(stored).toBe(bytes.length);
  const wrong = { ...facts, diffId: sha256(bytes) };
  await expect(collect(threaded(reader, 'gzip', { program }, wrong))).rejects.toMatchObject({
    code: 'integrity.digest-mismatch',
  });
});

interface Choices {
  readonly program?: URL;
  readonly signal?: AbortSignal;
  readonly onStored?: (bytes: number) => void;
}

function threaded(
  reader: RegionReader,
  kind: RawKind,
  choices: Choices,
  facts: BlobFacts = {},
): ThreadedUnpacking {
  const signal = new AbortController().signal;
  return new ThreadedUnpacking(facts, { reader, kind, signal, onStored() {}, ...choices });
}

async function collect(unpacking: ThreadedUnpacking): Promise<Buffer> {
  const parts: Buffer[] = [];
  try {
    for await (const chunk of unpacking.chunks()) parts.push(Buffer.from(chunk));
    unpacking.end();
    return Buffer.concat(parts);
  } finally {
    await unpacking.close();
  }
}

function temporaryFile(bytes: Buffer): Disposable & { readonly region: FileRegion } {
  const directory = mkdtempSync(join(tmpdir(), 'packed-'));
  const path = join(directory, 'blob');
  writeFileSync(path, bytes);
  return {
    region: { path, offset: 0, length: bytes.length },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  };
}

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}
