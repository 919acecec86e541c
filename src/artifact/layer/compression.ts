/** How a blob is packed, told by its first bytes alone: media types are often wrong. */
export type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2';

const magics: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
];

/** Looks at the first six bytes or more. A zstd skippable frame (RFC 8878, section 3.1.2) may come first. */
export function compressionOf(head: Uint8Array): Compression {
  for (const [name, magic] of magics)
    if (magic.every((byte, index) => head[index] === byte)) return name;
  const skippable = ((head[0] ?? 0) & 0xf0) === 0x50;
  return skippable && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18 ? 'zstd' : 'none';
}
