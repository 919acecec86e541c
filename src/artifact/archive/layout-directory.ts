import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { ImageFiles } from './image-files.ts';

/** The files of an OCI layout that lies unpacked in a directory. Throws `input.not-found`. */
export function openLayoutDirectory(path: string): ImageFiles {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new CaissonError('input.not-found', `there is no directory ${quote(path)}`);
  return {
    what: quote(path),
    find(name) {
      const file = join(path, name);
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats?.isFile() === true ? { path: file, offset: 0, length: stats.size } : undefined;
    },
    async [Symbol.asyncDispose]() {},
  };
}
