import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Exception } from '#policy/exception.ts';
import type { LicensePolicy } from '#policy/license-policy.ts';

const maxFileBytes = 2 ** 20;
/** VEX documents of vendors and of whole products are larger than what a person writes. */
const maxVexBytes = 64 * 2 ** 20;
const defaultExceptions = '.caisson-exceptions.yaml';
const defaultLicenses = '.caisson-licenses.yaml';
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
    found.push(...parseVex(readText(resolve(files.directory, path), maxVexBytes), path));
  }
  return found;
}

/** The licence policy: the named file, else the usual one of the directory, else none. Throws `usage.*` and `limit.size`. */
export async function readLicensePolicy(
  directory: string,
  named: string | undefined,
): Promise<LicensePolicy | undefined> {
  const path = named ?? defaultLicenses;
  if (named === undefined && !existsSync(join(directory, path))) return undefined;
  const { parseLicensePolicy } = await import('#policy/license-policy.ts');
  return parseLicensePolicy(readText(resolve(directory, path)), path);
}

function exceptionFilesOf({ directory, exceptions }: PolicyFiles): readonly string[] {
  if (exceptions !== undefined) return [exceptions];
  return [defaultExceptions, trivyIgnore].filter((name) => existsSync(join(directory, name)));
}

function readText(path: string, maxBytes = maxFileBytes): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true)
    throw new CaissonError('usage.invalid-argument', `there is no file ${quote(path)}`, {
      hint: 'name an existing file with exceptions or VEX statements',
    });
  if (stat.size > maxBytes)
    throw new CaissonError('limit.size', `${quote(path)} is larger than ${maxBytes} bytes`);
  return readFileSync(path, 'utf8');
}
