import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const block = 512;

/** One file of an archive that is written; `bytes` is asked for once. */
export interface TarMember {
  readonly name: string;
  readonly bytes: () => Uint8Array;
}

/**
 * Writes a tar archive (POSIX ustar): whole or not at all, the same members to the same bytes. Names have at most 100 bytes.
 */
export function writeTar(path: string, members: Iterable<TarMember>): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, 'w', 0o644);
  try {
    for (const { name, bytes } of members) {
      const content = bytes();
      writeAll(descriptor, header(name, content.length));
      writeAll(descriptor, content);
      writeAll(descriptor, Buffer.alloc(-content.length & (block - 1)));
    }
    writeAll(descriptor, Buffer.alloc(2 * block));
    closeSync(descriptor);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(descriptor, bytes, at);
}

function header(name: string, size: number): Buffer {
  const head = Buffer.alloc(block);
  head.write(name, 0, 100);
  head.write('0000644\0', 100);
  head.write('0000000\0', 108);
  head.write('0000000\0', 116);
  head.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  head.write('00000000000\0', 136);
  head.write(' '.repeat(8), 148);
  head.write('0', 156);
  head.write('ustar\u000000', 257, 'latin1');
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}
