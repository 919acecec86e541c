import { CaissonError } from '#kit/error.ts';
import { readGitPack } from './git-pack.ts';
import type { ByteSource, Part, UnpackLimits } from './source.ts';
import { readAr, readRpm, readStream } from './stream.ts';
import { isTar, readTar } from './tar.ts';
import { readZip, type Unread } from './zip.ts';

/** What kinds of containers are looked into. */
export type ContainerKind =
  | 'zip'
  | 'tar'
  | 'gzip'
  | 'zlib'
  | 'zstd'
  | 'ar'
  | 'rpm'
  | 'git-pack'
  | 'xz'
  | 'bzip2';

const magics: readonly (readonly [ContainerKind, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['ar', [0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e, 0x0a]],
  ['rpm', [0xed, 0xab, 0xee, 0xdb]],
  ['git-pack', [0x50, 0x41, 0x43, 0x4b, 0, 0, 0]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
];

/** The kind of container that begins with `head` (512 bytes), by its bytes and not its name. */
export function containerKindOf(head: Uint8Array): ContainerKind | undefined {
  for (const [kind, magic] of magics)
    if (magic.every((byte, at) => head[at] === byte))
      return kind === 'bzip2' ? bzip2Of(head) : kind;
  if (isZlib(head)) return 'zlib';
  return isTar(head) ? 'tar' : undefined;
}

/** What a container holds. Throws `input.malformed` when it is damaged, `input.unsupported`, `limit.*`. */
export function openContainer(
  kind: ContainerKind,
  source: ByteSource,
  limits: UnpackLimits,
  unread: (entry: Unread) => void,
): Iterable<Part> {
  switch (kind) {
    case 'zip':
      return readZip(source, limits, unread);
    case 'tar':
      return readTar(source, limits);
    case 'gzip':
    case 'zlib':
    case 'zstd':
      return readStream(kind, source, limits);
    case 'ar':
      return readAr(source, limits);
    case 'rpm':
      return readRpm(source);
    case 'git-pack':
      return readGitPack(source, limits);
    default:
      throw new CaissonError('input.unsupported', `${kind} streams cannot be unpacked`);
  }
}

function bzip2Of(head: Uint8Array): 'bzip2' | undefined {
  return head[4] === 0x31 && head[5] === 0x41 ? 'bzip2' : undefined;
}

/** A zlib header (RFC 1950) of the usual window: objects of git and others. */
function isZlib(head: Uint8Array): boolean {
  const [first = 0, second = 0] = head;
  return (
    first === 0x78 && head.length > 8 && (first * 256 + second) % 31 === 0 && (second & 0x20) === 0
  );
}
