import { closeSync, readSync } from 'node:fs';
import { openInside } from './inside.ts';

/** Names of users and groups inside a container, byte strings as they stand in its files. */
export interface UserNames {
  user(uid: number): string | undefined;
  group(gid: number): string | undefined;
}

const maxBytes = 1 << 20;
const maxNames = 10_000;
const maxNameBytes = 256;

/**
 * Reads `/etc/passwd` and `/etc/group` (passwd(5), group(5)) below a root, which may be `/proc/PID/root`. The container may
 * have made them into anything: links that leave the root, FIFOs, devices, endless files give no names, nothing waits, nothing throws.
 */
export function userNames(root: string): UserNames {
  const users = namesOf(root, '/etc/passwd');
  const groups = namesOf(root, '/etc/group');
  return { user: (uid) => users.get(uid), group: (gid) => groups.get(gid) };
}

function namesOf(root: string, path: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of readBounded(root, path).split('\n')) {
    const [name = '', , id = ''] = line.split(':', 4);
    const isName = name !== '' && name.length <= maxNameBytes && !name.startsWith('#');
    // The first entry of an id wins, as in getpwuid(3).
    if (isName && /^\d{1,10}$/.test(id) && !names.has(Number(id))) names.set(Number(id), name);
    if (names.size >= maxNames) break;
  }
  return names;
}

function readBounded(root: string, path: string): string {
  const fd = openInside(root, path);
  if (fd === undefined) return '';
  try {
    const buffer = Buffer.alloc(maxBytes);
    let length = 0;
    while (length < maxBytes) {
      const count = readSync(fd, buffer, length, maxBytes - length, null);
      if (count === 0) break;
      length += count;
    }
    return buffer.toString('latin1', 0, length);
  } catch {
    // The process went away, and its root with it.
    return '';
  } finally {
    closeSync(fd);
  }
}
