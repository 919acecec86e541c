import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Exception } from '#policy/exception.ts';

const maxFileBytes = 2 ** 20;
const defaultExceptions = '.caisson-exceptions.yaml';
const trivyIgnore = '.trivyignore';

/** Which files say what is accepted. Without a named exceptions file the usual ones of the working directory are used. */
export interface PolicyFiles {
  /** Absolute; relative names start here. */
  readonly directory: string;
  readonly exceptions?: string;
  readonly vex: readonly string[];
}

/** Reads all exceptions. The parsers are loaded only when there is something to parse. Throws `usage.*` and `input.*`. */
export async function readExceptions(files: PolicyFiles): Promise<readonly Exception[]> {
  const found: Exception[] = [];
  for (const path of exceptionFilesOf(files)) {
    const parsers = await import('#policy/exceptions-file.ts');
    const isIgnoreList = basename(path) === trivyIgnore;
    const parse = isIgnoreList ? parsers.parseTrivyIgnore : parsers.parseExceptionsFile;
    found.push(...parse(readText(resolve(files.directory, path)), path));
  }
  for (const path of files.vex) {
    const { parseVex } = await import('#policy/vex.ts');
    found.push(...parseVex(readText(resolve(files.directory, path)), path));
  }
  return found;
}

function exceptionFilesOf({ directory, exceptions }: PolicyFiles): readonly string[] {
  if (exceptions !== undefined) return [exceptions];
  return [defaultExceptions, trivyIgnore].filter((name) => existsSync(join(directory, name)));
}

function readText(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true)
    throw new CaissonError('usage.invalid-argument', `there is no file ${quote(path)}`, {
      hint: 'name an existing file with exceptions or VEX statements',
    });
  if (stat.size > maxFileBytes)
    throw new CaissonError('limit.size', `${quote(path)} is larger than ${maxFileBytes} bytes`);
  return readFileSync(path, 'utf8');
}
