import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { LiveProcess } from '#event/process.ts';
import { BoundedMap } from './bounded-map.ts';

const maxFileBytes = 1 << 20;
const maxEntries = 10_000;
const maxContainers = 1024;
const refreshMs = 30_000;

type Names = ReadonlyMap<number, string>;
interface Loaded {
  readonly users: Names;
  readonly groups: Names;
  readonly at: number;
}

/**
 * Names of users and groups by the files of the host, and within a container by those of the container, which may be an
 * attack: they are opened without following a link, must be ordinary files and are read up to a bound.
 */
export class Users {
  readonly #now: () => number;
  readonly #containers = new BoundedMap<string, Loaded>(maxContainers);
  #host: Loaded | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  userName(uid: number, process: LiveProcess): string | undefined {
    return this.#of(process).users.get(uid);
  }

  groupName(gid: number, process: LiveProcess): string | undefined {
    return this.#of(process).groups.get(gid);
  }

  #of(process: LiveProcess): Loaded {
    const { container } = process;
    if (container === undefined) {
      if (this.#isStale(this.#host)) this.#host = this.#load('');
      return this.#host ?? this.#load('');
    }
    const known = this.#containers.get(container.id);
    if (known !== undefined && !this.#isStale(known)) return known;
    const loaded = this.#load(`/proc/${container.rootPid ?? process.pid}/root`);
    const kept =
      loaded.users.size === 0 && known !== undefined ? { ...known, at: loaded.at } : loaded;
    this.#containers.set(container.id, kept);
    return kept;
  }

  #isStale(loaded: Loaded | undefined): boolean {
    return loaded === undefined || this.#now() - loaded.at > refreshMs;
  }

  #load(root: string): Loaded {
    const link = root === '' ? 0 : constants.O_NOFOLLOW;
    return {
      users: parseNames(readBounded(`${root}/etc/passwd`, link)),
      groups: parseNames(readBounded(`${root}/etc/group`, link)),
      at: this.#now(),
    };
  }
}

/** `name:password:id:…` lines of passwd(5) and group(5), as byte strings. The first name of an id counts. */
export function parseNames(text: string): Names {
  const names = new Map<number, string>();
  let entries = 0;
  for (const line of text.split('\n')) {
    entries += 1;
    if (entries > maxEntries) break;
    const [name = '', , id = ''] = line.split(':', 3);
    if (name !== '' && name.length <= 256 && /^\d{1,10}$/.test(id) && !names.has(Number(id)))
      names.set(Number(id), name);
  }
  return names;
}

/** `link`: O_NOFOLLOW where a link may be an attack. */
function readBounded(path: string, link: number): string {
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
  let fd: number | undefined;
  try {
    fd = openSync(path, O_RDONLY | link | O_NONBLOCK | O_NOCTTY);
    const size = fstatSync(fd).isFile() ? Math.min(fstatSync(fd).size, maxFileBytes) : 0;
    const bytes = Buffer.alloc(size);
    return bytes.toString('latin1', 0, readSync(fd, bytes, 0, size, 0));
  } catch {
    return '';
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
