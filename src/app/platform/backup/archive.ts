import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { CaissonError } from '#kit/error.ts';

const block = 512;
const pieceBytes = 1 << 20;

/** A part of an archive: its digest is SHA-256 in hex. */
export interface ArchivePart {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}
/** A part with the place of its content in the file. */
export interface FoundPart extends ArchivePart {
  readonly offset: number;
}

/** Writes a tar archive (POSIX.1-1988 ustar), part by part; readable by every tar. */
export class ArchiveWriter {
  readonly #file: FileHandle;
  readonly #time: number;
  readonly parts: ArchivePart[] = [];

  constructor(file: FileHandle, time: number) {
    this.#file = file;
    this.#time = time;
  }

  async add(name: string, content: Uint8Array): Promise<void> {
    await this.#file.write(header(name, content.length, this.#time));
    await this.#file.write(content);
    await this.#file.write(padding(content.length));
    this.parts.push({
      name,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  }

  /** A file that nobody writes to meanwhile. */
  async addFile(name: string, path: string): Promise<void> {
    await using source = await open(path, 'r');
    const { size } = await source.stat();
    await this.#file.write(header(name, size, this.#time));
    const hash = createHash('sha256');
    for await (const piece of pieces(source, 0, size)) {
      hash.update(piece);
      await this.#file.write(piece);
    }
    await this.#file.write(padding(size));
    this.parts.push({ name, bytes: size, sha256: hash.digest('hex') });
  }

  async end(): Promise<void> {
    await this.#file.write(Buffer.alloc(2 * block));
    await this.#file.sync();
  }
}

/** Reads every part and its digest. Throws `input.malformed` for what is no such archive, or is cut off. */
export async function readArchive(file: FileHandle): Promise<readonly FoundPart[]> {
  const { size } = await file.stat();
  const found: FoundPart[] = [];
  let at = 0;
  for (;;) {
    const head = await exactly(file, at, block);
    if (head.every((byte) => byte === 0)) return found;
    const part = { ...parseHeader(head), offset: at + block };
    if (part.offset + part.bytes > size) throw malformed();
    const hash = createHash('sha256');
    for await (const piece of pieces(file, part.offset, part.bytes)) hash.update(piece);
    found.push({ ...part, sha256: hash.digest('hex') });
    at = part.offset + Math.ceil(part.bytes / block) * block;
  }
}

/** Pieces of a range of a file, one MiB at most. */
export async function* pieces(
  file: FileHandle,
  offset: number,
  bytes: number,
): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes; at += pieceBytes)
    yield await exactly(file, offset + at, Math.min(pieceBytes, bytes - at));
}

async function exactly(file: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
  if (bytesRead !== bytes) throw malformed();
  return buffer;
}

function header(name: string, bytes: number, time: number): Buffer {
  const head = Buffer.alloc(block);
  head.write(name, 0, 100);
  head.write(['0000600', '0000000', '0000000', ''].join('\0'), 100); // mode, owner, group
  head.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  head.write(
    `${Math.floor(time / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  );
  head.write('        0', 148);
  head.write('ustar\u000000', 257);
  head.write(
    `${head
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return head;
}

function parseHeader(head: Buffer): { readonly name: string; readonly bytes: number } {
  const name = head.toString('utf8', 0, 100).replace(/\0.*$/su, '');
  const size = head.toString('latin1', 124, 135);
  if (head.toString('latin1', 257, 262) !== 'ustar' || !/^[0-7]{11}$/u.test(size) || name === '')
    throw malformed();
  return { name, bytes: Number.parseInt(size, 8) };
}

function padding(bytes: number): Buffer {
  return Buffer.alloc((block - (bytes % block)) % block);
}

function malformed(): CaissonError {
  return new CaissonError('input.malformed', 'the file is no backup, or is cut off', {
    hint: 'use a backup that was completed',
  });
}
