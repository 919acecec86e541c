import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Exception } from '#policy/exception.ts';
import type { Imported } from '#policy/ignore/import.ts';
import type { LicensePolicy } from '#policy/license-findings.ts';
import { readVexFolder } from './vex-folder.ts';

const maxFileBytes = 2 ** 20;
/** VEX documents of vendors and of whole products are larger than what a person writes. */
const maxVexBytes = 64 * 2 ** 20;
const defaultExceptions = '.caisson-exceptions.yaml';
const defaultLicenses = '.caisson-licenses.yaml';
/** Files that are read from the working directory when none is named, in this order. */
const usualFiles = [
  defaultExceptions,
  '.trivyignore',
  '.trivyignore.yaml',
  '.grype.yaml',
  '.grype/config.yaml',
  'osv-scanner.toml',
] as const;

/** Which files say what is accepted. Without a named exceptions file the usual ones of the working directory are used. */
export interface PolicyFiles {
  /** Absolute; relative names start here. */
  readonly directory: string;
  readonly exceptions?: string;
  /** VEX documents, directories of them, and checkouts of VEX repositories. */
  readonly vex: readonly string[];
}

/**
 * Reads all exceptions, and what a person should know of what could not be used. The parsers are loaded only when there is
 * something to parse. Throws `usage.*`, `input.*` and `limit.*`.
 */
export async function readAcceptance(files: PolicyFiles): Promise<Imported> {
  const exceptions: Exception[] = [];
  const notices: string[] = [];
  for (const path of exceptionFilesOf(files)) {
    const read = await readExceptionFile(readText(resolve(files.directory, path)), path);
    exceptions.push(...read.exceptions);
    notices.push(...read.notices);
  }
  for (const path of files.vex) {
    const read = await readVexPath(resolve(files.directory, path), path);
    for (const exception of read.exceptions) exceptions.push(exception); // more than a call takes
    notices.push(...read.notices);
  }
  return { exceptions, notices };
}

/** By its name; what has no name of another tool's file is one of ours. */
async function readExceptionFile(text: string, path: string): Promise<Imported> {
  const name = basename(path);
  if (/^\.trivyignore\.ya?ml$/.test(name))
    return (await import('#policy/ignore/trivy.ts')).parseTrivyYaml(text, path);
  if (/^\.grype\.ya?ml$/.test(name) || /\.grype[/\\]config\.ya?ml$/.test(path))
    return (await import('#policy/ignore/grype.ts')).parseGrypeConfig(text, path);
  if (name === 'osv-scanner.toml')
    return (await import('#policy/ignore/osv.ts')).parseOsvConfig(text, path);
  const parsers = await import('#policy/exceptions-file.ts');
  const parse = name === '.trivyignore' ? parsers.parseTrivyIgnore : parsers.parseExceptionsFile;
  return { exceptions: parse(text, path), notices: [] };
}

async function readVexPath(path: string, name: string): Promise<Imported> {
  const { parseVex } = await import('#policy/vex.ts');
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    return readVexFolder(path, name, parseVex);
  return { exceptions: parseVex(readText(path, maxVexBytes), name), notices: [] };
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
  return usualFiles.filter((name) => existsSync(join(directory, name)));
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
