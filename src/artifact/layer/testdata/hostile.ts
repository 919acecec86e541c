import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Limits } from '#contract/scope.ts';
import { base256, gnuLong, type Member, memberBytes, pax, tar, zeros } from './tar.ts';

/** A layer that must be refused, with the code it is refused with. */
export interface Refused {
  readonly bytes: Uint8Array;
  readonly code: string;
  readonly limits?: Partial<Limits>;
}

const small = tar({ name: 'etc/os-release', data: 'ID=debian\n' }, { name: 'b', data: 'x'.repeat(2000) });
const zip = gzipSync(small);
const zst = zstdCompressSync(small);
/** 80 MB of zeros in a tar. */
const bomb = tar({ name: 'zeros', data: Buffer.alloc(80e6) });

export const refused: Readonly<Record<string, Refused>> = {
  'cut in a header': malformed(small.subarray(0, 700 + 400)),
  'cut in content': malformed(small.subarray(0, 512 + 4)),
  'cut behind a long name': malformed(memberBytes(gnuLong('L', 'name'))),
  'cut behind a pax header': malformed(memberBytes(pax([['path', 'a']]))),
  'an end between pax header and member': malformed(tar(pax([['path', 'a']]))),
  'a wrong checksum': malformed(tar({ name: 'a', checksum: 'wrong' })),
  'no tar at all': malformed(Buffer.from('hello'.repeat(300))),
  'a negative size': malformed(tar({ name: 'a', size: base256(-1n, 12) })),
  'a size of 2^63': malformed(tar({ name: 'a', size: base256(2n ** 63n, 12) })),
  'a size that is no number': malformed(tar({ name: 'a', size: Buffer.from('hello world!') })),
  'a size beyond the end': malformed(tar({ name: 'a', size: 1e9 })),
  'a size of 2^52 beyond the end': malformed(tar({ name: 'a', size: base256(2n ** 52n, 12) })),
  'a pax header of 2 MB': { bytes: tar({ type: 'x', data: Buffer.alloc(2 ** 21) }, { name: 'a' }), code: 'limit.size' },
  'a long name of 8 EB': { bytes: tar({ type: 'L', size: base256(2n ** 52n, 12) }), code: 'limit.size' },
  'a pax record without an equals sign': malformed(tar({ type: 'x', data: '7 path\n' }, { name: 'a' })),
  'a pax record that is too long': malformed(tar({ type: 'x', data: '99 path=a\n' }, { name: 'a' })),
  'a pax record of length 0': malformed(tar({ type: 'x', data: '0 path=a\n' }, { name: 'a' })),
  'a pax record of an endless length': malformed(tar({ type: 'x', data: `${'9'.repeat(400)} path=a\n` }, { name: 'a' })),
  'a pax size below 0': malformed(tar(pax([['size', '-1']]), { name: 'a' })),
  'a pax size of 10^30': malformed(tar(pax([['size', `1${'0'.repeat(30)}`]]), { name: 'a' })),
  'a pax path with a NUL': malformed(tar(pax([['path', 'a\0b']]), { name: 'a' })),
  'an old sparse map out of order': malformed(tar(oldSparse([[512, 1], [0, 1]], 600, 'ab'))),
  'an old sparse map beyond the file': malformed(tar(oldSparse([[512, 9]], 513, 'a'))),
  'a sparse map of more than is stored': malformed(tar(pax([['GNU.sparse.size', '100'], ['GNU.sparse.map', '0,50']]), { data: 'x' })),
  'a sparse map with an odd count': malformed(tar(pax([['GNU.sparse.size', '100'], ['GNU.sparse.map', '0,1,5']]), { data: 'x' })),
  'a sparse map that never ends': malformed(tar(pax([['GNU.sparse.major', '1'], ['GNU.sparse.realsize', '9']]), { data: '1'.repeat(4096) })),
  'a sparse map of 10^9 parts': malformed(tar(pax([['GNU.sparse.major', '1'], ['GNU.sparse.realsize', '9']]), { data: '1000000000\n'.repeat(99) })),
  'sparse files of zeros without end': {
    bytes: tar(...Array.from({ length: 9 }, (_, at) => ({ ...oldSparse([[0, 1]], 2 ** 25, 'a'), name: `${at}` }))),
    code: 'limit.ratio',
  },
  'a gzip bomb': { bytes: gzipSync(bomb, { level: 1 }), code: 'limit.ratio', limits: { maxRatio: 100 } },
  'a zstd bomb': { bytes: zstdCompressSync(bomb), code: 'limit.ratio' },
  'more bytes than a layer may have': { bytes: gzipSync(small), code: 'limit.size', limits: { maxLayerBytes: 1000 } },
  'more entries than a layer may have': {
    bytes: tar(...Array.from({ length: 2000 }, (_, at) => ({ name: `f${at}` }))),
    code: 'limit.entries',
    limits: { maxEntries: 1000 },
  },
  'gzip with garbage behind it': malformed(Buffer.concat([zip, Buffer.from('garbage')])),
  'gzip with garbage behind its padding': malformed(Buffer.concat([zip, Buffer.alloc(600), Buffer.from('x')])),
  'gzip that is cut off': malformed(zip.subarray(0, -5)),
  'gzip that is only a header': malformed(zip.subarray(0, 10)),
  'gzip with a wrong sum': malformed(changed(zip, zip.length - 8)),
  'gzip with damaged data': malformed(changed(zip, 30)),
  'zstd that is cut off': malformed(zst.subarray(0, -3)),
  'zstd that is only a magic number': malformed(zst.subarray(0, 4)),
  'zstd with garbage behind it': malformed(Buffer.concat([zst, Buffer.from('garbage')])),
  'zstd with damaged data': malformed(changed(zst, 20)),
  'zstd with a dictionary': { bytes: zstdFrame(0x01, [0, 5]), code: 'input.unsupported' },
  'zstd with a window of 3.75 TB': { bytes: zstdFrame(0x00, [0xff]), code: 'limit.size' },
  'zstd with a block of the reserved type': malformed(zstdFrame(0x00, [0x00, 0x07, 0, 0])),
  'zstd with a block above 128 KB': malformed(zstdFrame(0x00, [0x00, 0x05, 0xff, 0xff])),
  'a skippable frame that is cut off': malformed(Buffer.concat([skippable(100).subarray(0, 50)])),
  xz: { bytes: Buffer.from('fd377a585a000004', 'hex'), code: 'input.unsupported' },
  bzip2: { bytes: Buffer.from('BZh91AY&SY'), code: 'input.unsupported' },
};

/** An old GNU sparse file: what is stored where, and its whole size. */
export function oldSparse(extents: readonly (readonly [number, number])[], size: number, data: string): Member {
  const field = (value: number): string => `${value.toString(8).padStart(11, '0')}\0`;
  const map = extents.map(([offset, length]) => field(offset) + field(length)).join('');
  return { type: 'S', magic: 'gnu', data, patch: [[386, map], [483, field(size)]] };
}

/** A zstd frame that decoders step over. */
export function skippable(bytes: number): Buffer {
  const frame = Buffer.alloc(8 + bytes, 0xaa);
  frame.writeUInt32LE(0x184d2a57, 0);
  frame.writeUInt32LE(bytes, 4);
  return frame;
}

/** Two archives in one, as `cat` makes them. */
export function concatenated(first: Member, ...second: readonly Member[]): Buffer {
  return Buffer.concat([tar(first), zeros(18), tar(...second)]);
}

function malformed(bytes: Uint8Array): Refused {
  return { bytes, code: 'input.malformed' };
}

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
}

function zstdFrame(descriptor: number, rest: readonly number[]): Buffer {
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor, ...rest, 0, 0, 0, 0]);
}
