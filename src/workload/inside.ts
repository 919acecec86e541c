import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync } from 'node:fs';

const maxSteps = 256;
const maxLinks = 16;
const maxPathBytes = 4096;

/**
 * Opens a plain file below a root for reading, as a process whose root that is would find it: links are followed by hand and
 * never leave the root. `undefined` for anything else than a plain file, and when there is none. Never waits. Paths are byte strings.
 *
 * A container that swaps a directory for a link between two steps could lead us out: what was opened is compared with
 * what was looked at, and then it is no file of the container.
 */
export function openInside(root: string, path: string): number | undefined {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW, O_NOCTTY } = constants;
  try {
    const found = resolveInside(root, path);
    if (found === undefined) return undefined;
    const looked = lstatSync(found, { bigint: true });
    if (!looked.isFile()) return undefined;
    const fd = openSync(found, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY);
    const opened = fstatSync(fd, { bigint: true });
    if (opened.isFile() && opened.ino === looked.ino && opened.dev === looked.dev) return fd;
    closeSync(fd);
    return undefined;
  } catch {
    // Absent, gone meanwhile, or not ours to read.
    return undefined;
  }
}

/** The path on this machine that `path` means below `root`; `undefined` when links go in circles. Throws what `lstat` throws. */
export function resolveInside(root: string, path: string): Buffer | undefined {
  if (path.length > maxPathBytes) return undefined;
  const ahead = path.split('/').reverse();
  const done: string[] = [];
  let links = 0;
  for (let turn = 0; ahead.length > 0; turn += 1) {
    if (turn > maxSteps) return undefined;
    const target = step(root, done, ahead.pop() ?? '');
    if (target === undefined) continue;
    links += 1;
    if (links > maxLinks || target.length > maxPathBytes) return undefined;
    if (target.startsWith('/')) done.length = 0;
    ahead.push(...target.split('/').reverse());
  }
  return at(root, done);
}

/** Goes one step; when that is a link, it is not gone, and its target is given. */
function step(root: string, done: string[], name: string): string | undefined {
  if (name === '' || name === '.') return undefined;
  if (name === '..') {
    done.pop();
    return undefined;
  }
  const here = at(root, [...done, name]);
  if (lstatSync(here).isSymbolicLink()) return readlinkSync(here, 'latin1');
  done.push(name);
  return undefined;
}

function at(root: string, steps: readonly string[]): Buffer {
  return Buffer.from(`${root}/${steps.join('/')}`, 'latin1');
}
