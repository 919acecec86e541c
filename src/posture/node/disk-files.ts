import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { NodeEntry, NodeFiles } from './files.ts';

const maxLinks = 40;
const maxNames = 100_000;

/**
 * The files below a directory of this machine (`/` for the machine itself). Symbolic links are followed inside of it, absolute
 * ones from its root, so that nothing outside is ever read; devices and pipes are not opened.
 */
export function diskFiles(root: string, limits: Limits): NodeFiles {
  return {
    entry(path) {
      const found = find(root, path);
      return found === undefined ? undefined : entryOf(found.stats);
    },
    read(path) {
      const found = find(root, path);
      if (found === undefined) return undefined;
      if (!found.stats.isFile())
        throw new CaissonError('input.malformed', `${quote(path)} is no file`);
      return guarded(path, () => readBounded(found.place, path, limits.maxDocumentBytes));
    },
    names(path) {
      const found = find(root, path);
      if (found === undefined || !found.stats.isDirectory()) return [];
      const names = guarded(path, () => readdirSync(found.place)) ?? [];
      if (names.length > maxNames)
        throw new CaissonError('limit.entries', `${quote(path)} has more than ${maxNames} entries`);
      return names.sort();
    },
  };
}

interface Found {
  readonly place: string;
  readonly stats: Stats;
}

/** Walks down from the root, one name at a time; `undefined` when there is nothing. */
function find(root: string, path: string): Found | undefined {
  const waiting = namesIn(path);
  const walked: string[] = [];
  let links = 0;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === '..') walked.pop();
    if (name === '..') continue;
    const target = guarded(path, () => linkAt(join(root, ...walked, name)));
    if (target === undefined) return undefined;
    if (target === noLink) {
      walked.push(name);
      continue;
    }
    links += 1;
    if (links > maxLinks)
      throw new CaissonError('limit.depth', `${quote(path)} has too many links`);
    if (target.startsWith('/')) walked.length = 0;
    waiting.push(...namesIn(target));
  }
  const place = join(root, ...walked);
  const stats = guarded(path, () => lstatSync(place));
  return stats === undefined ? undefined : { place, stats };
}

/** The names on the way, the last one first. */
function namesIn(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  return names.reverse();
}

/** No link has an empty target. */
const noLink = '';

function linkAt(place: string): string {
  return lstatSync(place).isSymbolicLink() ? readlinkSync(place) : noLink;
}

function entryOf(stats: Stats): NodeEntry {
  const { mode, uid, gid } = stats;
  const type = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
  return { type, mode: mode & 0o7777, uid, gid };
}

/** Files of procfs say that they have no bytes, so that is not asked. */
function readBounded(place: string, path: string, maxBytes: number): Uint8Array {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;
  const fd = openSync(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  try {
    if (!fstatSync(fd).isFile())
      throw new CaissonError('input.malformed', `${quote(path)} is no file`);
    const parts: Buffer[] = [];
    for (let total = 0; ; ) {
      const part = Buffer.allocUnsafe(65_536);
      const length = readSync(fd, part, 0, part.length, null);
      if (length === 0) return Buffer.concat(parts);
      total += length;
      if (total > maxBytes)
        throw new CaissonError('limit.size', `${quote(path)} is larger than ${maxBytes} bytes`);
      parts.push(part.subarray(0, length));
    }
  } finally {
    closeSync(fd);
  }
}

const nothing: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ESRCH']);

/** `undefined` where nothing is there (any more). */
function guarded<T>(path: string, act: () => T): T | undefined {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof CaissonError) throw cause;
    const code = codeOf(cause);
    if (nothing.has(code)) return undefined;
    if (code === 'EACCES' || code === 'EPERM')
      throw new CaissonError('host.missing-privilege', `${quote(path)} may not be read`, {
        cause,
        hint: 'run it as root, on the node or in a pod that mounts its file system',
      });
    throw new CaissonError('host.io', `${quote(path)} cannot be read (${code})`, { cause });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
