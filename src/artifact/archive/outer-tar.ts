import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { Budget } from '../layer/budget.ts';
import { compressionOf } from '../layer/compression.ts';
import { writeFully } from '../layer/content-store.ts';
import { decode } from '../layer/decode.ts';
import { type FileRegion, RegionReader } from '../layer/input.ts';
import type { ImageFiles } from './image-files.ts';
import { indexTar } from './tar-index.ts';

/**
 * Opens a tar that holds images. A compressed one is unpacked once, into a temporary file that goes away with the result.
 * Throws `input.*`, `limit.*`, `host.io`.
 */
export async function openOuterTar(path: string, scope: Scope): Promise<ImageFiles> {
  const what = quote(path);
  const file = { path, offset: 0, length: fileSize(path) };
  const unpacked = await unpack(file, what, scope);
  try {
    const index = await indexTar(unpacked ?? file, what, scope);
    return {
      what,
      find: (name) => index.find(name),
      async [Symbol.asyncDispose]() {
        if (unpacked !== undefined) rmSync(unpacked.path, { force: true });
      },
    };
  } catch (error) {
    if (unpacked !== undefined) rmSync(unpacked.path, { force: true });
    throw error;
  }
}

/** The size of a regular file. Throws `input.not-found`, `input.unsupported`. */
export function fileSize(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new CaissonError('input.not-found', `there is no file ${quote(path)}`);
  if (!stats.isFile())
    throw new CaissonError('input.unsupported', `${quote(path)} is not a regular file`);
  return stats.size;
}

async function unpack(
  file: FileRegion,
  what: string,
  scope: Scope,
): Promise<FileRegion | undefined> {
  using reader = new RegionReader(file);
  const compression = compressionOf(reader.read(Buffer.alloc(6), 0));
  if (compression === 'none') return undefined;
  using task = scope.progress.begin(`unpack ${what}`, file.length);
  const budget = new Budget(scope, what);
  const path = join(scope.temporaryDirectory, `archive-${randomBytes(8).toString('hex')}.tar`);
  const fd = openSync(path, 'wx', 0o600);
  let length = 0;
  try {
    const input = counted(reader.blocks(), (bytes) => {
      budget.took(bytes);
      task.advance(bytes);
    });
    for await (const chunk of decode(compression, input, what)) {
      budget.gave(chunk.length);
      writeFully(fd, chunk, length);
      length += chunk.length;
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  return { path, offset: 0, length };
}

async function* counted(
  blocks: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    onBytes(block.length);
    yield block;
  }
}
