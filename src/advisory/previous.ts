import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { type Manifest, manifestName, parseManifest } from './manifest.ts';

/** The manifest of the build before. Throws `input.not-found` when the directory holds no database. */
export function readPrevious(directory: string | undefined): Manifest | undefined {
  if (directory === undefined) return undefined;
  const path = join(directory, manifestName);
  if (existsSync(path)) return parseManifest(readFileSync(path, 'utf8'));
  throw new CaissonError('input.not-found', `there is no database in ${quote(directory)}`);
}
