import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileAtomic } from '#kit/file.ts';

/** Writes a file of a database that is handed on: whole or not at all, and readable by a web server or another user. */
export function writePublicFile(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileAtomic(path, content);
  chmodSync(path, 0o644);
}
