import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeByStream } from './public-decoder.ts';
import { skippable } from './testdata/hostile.ts';
import { unzstdByStreams } from './unzstd.ts';

const text = 'caisson '.repeat(20_000);
const [zip, zst] = [gzipSync(text), zstdCompressSync(text)];

const whole = [
  ['gzip', zip, gunzip],
  [
    'two gzip members',
    Buffer.concat([gzipSync(text.slice(0, 99)), gzipSync(text.slice(99))]),
    gunzip,
  ],
  ['zstd', zst, unzstd],
  [
    'zstd frames',
    Buffer.concat([
      skippable(9),
      zstdCompressSync(text.slice(0, 99)),
      skippable(0),
      zstdCompressSync(text.slice(99)),
    ]),
    unzstd,
  ],
] as const;

test.for(whole)(
  'without the internals of Node.js %s is read to its end',
  async ([, bytes, decode]) => {
    expect(await decode(bytes)).toBe(text);
  },
);

const damaged = [
  ['gzip that is cut off', zip.subarray(0, -9), gunzip],
  ['gzip with garbage behind it', Buffer.concat([zip, Buffer.from('garbage')]), gunzip],
  ['zstd that is cut off', zst.subarray(0, -9), unzstd],
  ['zstd with garbage behind it', Buffer.concat([zst, Buffer.from('garbage')]), unzstd],
] as const;

test.for(damaged)('without the internals of Node.js %s is malformed', async ([, bytes, decode]) => {
  await expect(decode(bytes)).rejects.toMatchObject({ code: 'input.malformed' });
});

async function gunzip(bytes: Uint8Array): Promise<string> {
  return collect(decodeByStream('gzip', pieces(bytes), 'the layer'));
}

async function unzstd(bytes: Uint8Array): Promise<string> {
  return collect(unzstdByStreams(pieces(bytes), 'the layer'));
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts).toString();
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 50) yield bytes.subarray(at, at + 50);
}
