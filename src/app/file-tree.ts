import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ignoredBelow } from '#artifact/git/ignored.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** A file below one of the paths that a person named. */
export interface TreeFile {
  /** As reports show it: relative to the working directory where it lies below, with `/`. */
  readonly path: string;
  readonly absolute: string;
  /** The named directory that it was found in: no sibling is read outside. */
  readonly root: string;
  /** Named by the person, not found by the walk. */
  readonly isNamed: boolean;
  readonly size: number;
}

/** What the walk leaves out unless somebody asks for everything: what others wrote and put there, and what git ignores. */
const foreignDirectories: ReadonlySet<string> = new Set([
  '.git',
  'node_modules',
  '.terraform',
  '.venv',
  '__pycache__',
  '.tox',
]);

const maxFiles = 1_000_000;

/**
 * The files of some paths, in path order. Symbolic links below a named directory are not followed. Throws
 * `input.not-found` for a path that is not there, `limit.entries` above a million files.
 */
export function* filesBelow(
  paths: readonly string[],
  directory: string,
  options: { readonly everything: boolean },
): Generator<TreeFile> {
  const seen = new Set<string>();
  for (const path of paths) {
    const root = resolve(directory, path);
    const stats = statSync(root, { throwIfNoEntry: false });
    if (stats === undefined)
      throw new CaissonError('input.not-found', `there is nothing at ${quote(path)}`);
    const home = stats.isDirectory() ? root : dirname(root);
    const found = stats.isDirectory()
      ? below(root, options.everything)
      : [{ absolute: root, size: stats.size }];
    for (const { absolute, size } of found) {
      if (seen.has(absolute)) continue;
      seen.add(absolute);
      if (seen.size > maxFiles)
        throw new CaissonError('limit.entries', `there are more than ${maxFiles} files`);
      yield {
        path: shown(absolute, directory),
        absolute,
        root: home,
        isNamed: absolute === root,
        size,
      };
    }
  }
}

function shown(absolute: string, directory: string): string {
  const near = relative(directory, absolute);
  const text = near === '' || near.startsWith('..') ? absolute : near;
  return sep === '/' ? text : text.split(sep).join('/');
}

function* below(root: string, everything: boolean): Generator<Found> {
  const [ignored, skipped] = everything
    ? [nothing, nothing]
    : [ignoredBelow(root), foreignDirectories];
  const open = [root];
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    const entries = entriesIn(directory);
    const deeper: string[] = [];
    for (const { name, absolute, stats } of entries) {
      if (ignored.has(absolute)) continue;
      if (stats.isFile()) yield { absolute, size: stats.size };
      else if (stats.isDirectory() && !skipped.has(name)) deeper.push(absolute);
    }
    open.push(...deeper.reverse());
  }
}

interface Found {
  readonly absolute: string;
  readonly size: number;
}

const nothing: ReadonlySet<string> = new Set();

/** What vanishes meanwhile was never there. */
function* statsOf(directory: string, names: readonly string[]): Iterable<EntryOf> {
  for (const name of names) {
    const absolute = join(directory, name);
    const stats = lstatSync(absolute, { throwIfNoEntry: false });
    if (stats !== undefined) yield { name, absolute, stats };
  }
}

/** What a directory holds, by name. One that cannot be read stands for a file, so that opening it fails and is told. */
function entriesIn(directory: string): Iterable<EntryOf> {
  try {
    return statsOf(directory, readdirSync(directory).sort());
  } catch {
    return [{ name: '', absolute: directory, stats: unreadable }];
  }
}

interface EntryOf {
  readonly name: string;
  readonly absolute: string;
  readonly stats: Pick<Stats, 'isFile' | 'isDirectory' | 'size'>;
}

const unreadable: EntryOf['stats'] = { isFile: () => true, isDirectory: () => false, size: 0 };

/** Up to `length` bytes of a regular file; never waits on a pipe. Throws what the file system throws. */
export function readPart(absolute: string, length: number): Buffer {
  const fd = openSync(absolute, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(fd).isFile()) return Buffer.alloc(0);
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    for (let count = 1; count > 0 && filled < length; filled += count)
      count = readSync(fd, buffer, filled, length - filled, null);
    return buffer.subarray(0, filled);
  } finally {
    closeSync(fd);
  }
}

/**
 * Reads files beside `file` that checkers ask for, inside the directory that was named. `directories` may be shared by many
 * files.
 */
export function siblingsOf(
  file: TreeFile,
  maxBytes: number,
  directories: Directories = new Directories(),
): (relativePath: string) => Uint8Array | undefined {
  const home = dirname(file.absolute);
  const root = file.root.endsWith(sep) ? file.root : file.root + sep;
  const known = new Map<string, string>();
  function directoryOf(part: string): string {
    const directory = known.get(part) ?? resolve(home, part);
    known.set(part, directory);
    return directory;
  }
  return (relativePath) => {
    const cut = relativePath.lastIndexOf('/') + 1;
    const name = relativePath.slice(cut);
    if (/^\.{0,2}$/.test(name)) return undefined;
    const directory = directoryOf(relativePath.slice(0, cut));
    if (!(directory + sep).startsWith(root) || !directories.mayHold(directory, name))
      return undefined;
    const absolute = join(directory, name);
    const stats = lstatSync(absolute, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > maxBytes) return undefined;
    try {
      return readPart(absolute, stats.size);
    } catch {
      return undefined;
    }
  };
}

/** Directories whose names are kept: checkers look beside a file and a few directories up. */
const keptDirectories = 64;

/** Remembers what the directories hold that were looked into last: most of what checkers ask for is not there. */
export class Directories {
  readonly #known = new Map<string, ReadonlySet<string> | 'unknown'>();

  /** Whether there may be a file of that name in a directory, given by its absolute path. */
  mayHold(directory: string, name: string): boolean {
    let names = this.#known.get(directory);
    if (names === undefined) {
      if (this.#known.size >= keptDirectories) this.#known.clear();
      names = namesOrUnknown(directory);
      this.#known.set(directory, names);
    }
    return names === 'unknown' || names.has(name);
  }
}

/** The names in a directory; one that cannot be listed may hold anything. */
function namesOrUnknown(directory: string): ReadonlySet<string> | 'unknown' {
  try {
    return new Set(readdirSync(directory));
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isAbsent ? new Set() : 'unknown';
  }
}
