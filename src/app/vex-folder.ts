import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { Exception } from '#policy/exception.ts';
import type { Imported } from '#policy/ignore/import.ts';

const maxFiles = 10_000;
const maxFileBytes = 64 * 2 ** 20;
const maxTotalBytes = 512 * 2 ** 20;
const maxDepth = 20;
const maxNotices = 20;

type ParseVex = (text: string, name: string) => readonly Exception[];

/**
 * Reads every VEX document of a directory, or those that the index of a VEX repository (vex-repo-spec 0.1) names. What is no
 * VEX is told and passed over. `name` stands in origins and notices. Throws `limit.*`, and `input.*` for a broken index.
 */
export function readVexFolder(directory: string, name: string, parseVex: ParseVex): Imported {
  const root = indexRoot(directory);
  const entries = root === undefined ? filesBelow(directory) : entriesOf(root);
  const budget = { leftBytes: maxTotalBytes };
  const read = entries.map((entry) =>
    readOne(root ?? directory, entry, budget, { name, parseVex }),
  );
  const notices = read.filter((one) => typeof one === 'string');
  const more = notices.length - maxNotices;
  return {
    exceptions: read.filter((one) => typeof one !== 'string').flat(),
    notices: [
      ...notices.slice(0, maxNotices),
      ...(more > 0 ? [`${name}: ${more} more files are no VEX documents`] : []),
    ],
  };
}

/** The statements of one file, or why there are none. */
function readOne(
  root: string,
  { path, id }: Listed,
  budget: { leftBytes: number },
  { name, parseVex }: { readonly name: string; readonly parseVex: ParseVex },
): readonly Exception[] | string {
  const shown = `${name}/${path}`;
  const text = readInside(root, path);
  if (text === undefined) return `${shown} cannot be read`;
  budget.leftBytes -= text.length;
  if (budget.leftBytes < 0)
    throw new CaissonError('limit.size', `${quote(name)} holds more than ${maxTotalBytes} bytes`);
  const read = tryParse(text, shown, parseVex);
  return typeof read === 'string' ? read : read.filter((exception) => isAbout(exception, id));
}

interface Listed {
  readonly path: string;
  /** Package URL that the index files the document under. */
  readonly id?: string;
}

function tryParse(text: string, name: string, parseVex: ParseVex): readonly Exception[] | string {
  try {
    return parseVex(text, name);
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    return error.message;
  }
}

/** Where the index of a VEX repository stands; a manifest may lie above the directory of its version. */
function indexRoot(directory: string): string | undefined {
  const isRepository = existsSync(join(directory, 'vex-repository.json'));
  return [directory, ...(isRepository ? [join(directory, '0.1')] : [])].find(
    (candidate) =>
      existsSync(join(candidate, 'index.json')) && (isRepository || hasPackages(candidate)),
  );
}

function hasPackages(directory: string): boolean {
  return existsSync(join(directory, 'pkg'));
}

function entriesOf(root: string): readonly Listed[] {
  const index = parseJson(readInside(root, 'index.json') ?? '', 'the index of the VEX repository');
  const packages = isRecord(index) ? index['packages'] : undefined;
  if (!Array.isArray(packages))
    throw new CaissonError('input.malformed', 'the index of the VEX repository names no packages');
  const entries = packages.flatMap((entry: unknown): readonly Listed[] => {
    if (!isRecord(entry)) return [];
    const { id, location } = entry;
    return typeof id === 'string' && typeof location === 'string' ? [{ path: location, id }] : [];
  });
  return bounded(entries);
}

/** All `*.json`, sorted; links to directories are not followed. */
function filesBelow(directory: string, prefix = '', depth = 0): readonly Listed[] {
  if (depth > maxDepth) return [];
  const entries = readdirSync(join(directory, prefix), { withFileTypes: true });
  const found = entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): readonly Listed[] => {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== '.git')
        return filesBelow(directory, path, depth + 1);
      return entry.isFile() && entry.name.endsWith('.json') ? [{ path }] : [];
    });
  return bounded(found);
}

function bounded(entries: readonly Listed[]): readonly Listed[] {
  if (entries.length > maxFiles)
    throw new CaissonError('limit.entries', `there are more than ${maxFiles} VEX documents`);
  return entries;
}

/** The text of a file inside a directory; `undefined` when it is elsewhere, no file, or too large. */
function readInside(root: string, path: string): string | undefined {
  const full = join(root, path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size > maxFileBytes) return undefined;
  const isInside = realpathSync(full).startsWith(`${realpathSync(root)}${sep}`);
  return isInside ? readFileSync(full, 'utf8') : undefined;
}

/** A document of a repository counts only for the package that it is filed under (specification, section 3.3). */
function isAbout({ within = [], parts }: Exception, id: string | undefined): boolean {
  if (id === undefined) return true;
  const purls = [...within, ...(parts === undefined ? [] : [parts])].flatMap((one) => one.purls);
  return purls.some((purl) => packageOf(purl) === packageOf(id));
}

function packageOf(purl: string): string {
  const [path = ''] = purl.split(/[?#]/, 1);
  const at = path.lastIndexOf('@');
  return (at > path.lastIndexOf('/') ? path.slice(0, at) : path).toLowerCase();
}
