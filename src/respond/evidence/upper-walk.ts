import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  readlinkSync,
  type Stats,
} from 'node:fs';

/** One thing in the upper layer. Paths are byte strings relative to it, without a leading slash. */
export interface UpperEntry {
  readonly path: string;
  readonly kind:
    | 'file'
    | 'directory'
    | 'symlink'
    | 'character'
    | 'block'
    | 'fifo'
    | 'socket'
    | 'whiteout';
  readonly stats: Stats;
  readonly link?: string;
  /** In a lower layer there is something at this path. */
  readonly isBelow: boolean;
  /** Of a file: open for reading, only while it is visited. */
  readonly descriptor?: number;
}

/** Bounds on a walk. */
export interface WalkLimits {
  readonly maxEntries: number;
  readonly maxDepth: number;
  readonly maxPathBytes: number;
  isSpent(): boolean;
}

/**
 * Visits what a hostile container left in its upper layer. Nothing is followed: each directory is held open and its entries are
 * named through it, so that nobody can put a link in the way. Devices, pipes and sockets are never opened. `gap` is told what is left out.
 */
export class UpperWalk {
  readonly #limits: WalkLimits;
  readonly #visit: (entry: UpperEntry) => void;
  readonly #gap: (text: string) => void;
  #entries = 0;
  #isCut = false;

  constructor(limits: WalkLimits, visit: (entry: UpperEntry) => void, gap: (text: string) => void) {
    this.#limits = limits;
    this.#visit = visit;
    this.#gap = gap;
  }

  /** `lower`: directories of the layers below, uppermost first. */
  walk(upper: string, lower: readonly string[]): void {
    const root = openSync(upper, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    try {
      this.#directory(root, '', lower, 0);
    } finally {
      closeSync(root);
    }
  }

  #directory(descriptor: number, path: string, lower: readonly string[], depth: number): void {
    const place = `/proc/self/fd/${descriptor}`;
    using directory = opendirSync(place, { encoding: 'latin1', bufferSize: 512 });
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      if (this.#isOver()) return;
      this.#one(place, path, entry, { lower, depth });
    }
  }

  #isOver(): boolean {
    if (this.#isCut) return true;
    this.#entries += 1;
    const isMany = this.#entries > this.#limits.maxEntries;
    if (!isMany && !this.#limits.isSpent()) return false;
    this.#isCut = true;
    const why = isMany ? `more than ${this.#limits.maxEntries} entries` : 'no time or room is left';
    this.#gap(`upper layer: ${why}, the rest is left out`);
    return true;
  }

  #one(
    place: string,
    parent: string,
    { name }: Dirent,
    at: { readonly lower: readonly string[]; readonly depth: number },
  ): void {
    const path = parent === '' ? name : `${parent}/${name}`;
    if (path.length > this.#limits.maxPathBytes) {
      this.#gap(`upper layer: a path of ${path.length} bytes is left out`);
      return;
    }
    const full = Buffer.from(`${place}/${name}`, 'latin1');
    try {
      this.#entry(full, path, lstatSync(full), at);
    } catch (error) {
      this.#gap(
        `upper layer: ${JSON.stringify(path)}: ${error instanceof Error ? error.message : 'unreadable'}`,
      );
    }
  }

  #entry(
    full: Buffer,
    path: string,
    stats: Stats,
    at: { readonly lower: readonly string[]; readonly depth: number },
  ): void {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const below = at.lower.flatMap((directory) => lowerEntry(directory, name));
    const isBelow = below.length > 0;
    const kind = kindOf(stats);
    if (kind === 'symlink')
      this.#visit({ path, kind, stats, isBelow, link: readlinkSync(full, 'latin1') });
    else if (kind === 'file' && stats.size > 0) this.#file(full, { path, kind, stats, isBelow });
    else this.#visit({ path, kind, stats, isBelow });
    if (kind !== 'directory') return;
    if (at.depth >= this.#limits.maxDepth)
      this.#gap(`upper layer: ${JSON.stringify(path)} is nested too deeply`);
    else this.#enter(full, path, directoriesOf(below), at.depth + 1);
  }

  #enter(full: Buffer, path: string, lower: readonly string[], depth: number): void {
    const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
    const descriptor = openSync(full, flags);
    try {
      this.#directory(descriptor, path, lower, depth);
    } finally {
      closeSync(descriptor);
    }
  }

  #file(full: Buffer, entry: UpperEntry): void {
    const flags =
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOATIME;
    const descriptor = openSync(full, flags);
    try {
      // What was a file a moment ago may be something else by now.
      const stats = fstatSync(descriptor);
      if (stats.isFile()) this.#visit({ ...entry, stats, descriptor });
      else this.#gap(`upper layer: ${JSON.stringify(entry.path)} changed while it was read`);
    } finally {
      closeSync(descriptor);
    }
  }
}

/** overlayfs: a character device 0/0 hides what is below (Documentation/filesystems/overlayfs.rst). */
function kindOf(stats: Stats): UpperEntry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isCharacterDevice()) return stats.rdev === 0 ? 'whiteout' : 'character';
  if (stats.isBlockDevice()) return 'block';
  return stats.isFIFO() ? 'fifo' : 'socket';
}

interface LowerEntry {
  readonly path: string;
  readonly isDirectory: boolean;
}

/** The entry of this name in a directory of a lower layer, whose path holds no link. */
function lowerEntry(directory: string, name: string): readonly LowerEntry[] {
  const path = `${directory}/${name}`;
  try {
    // Most files are new: an error for each would take most of the time.
    const stats = lstatSync(Buffer.from(path, 'latin1'), { throwIfNoEntry: false });
    if (stats === undefined) return [];
    // A whiteout in a lower layer hides what is further below, and is nothing itself.
    return kindOf(stats) === 'whiteout' ? [] : [{ path, isDirectory: stats.isDirectory() }];
  } catch {
    return [];
  }
}

/** What is not a directory hides all below it. */
function directoriesOf(below: readonly LowerEntry[]): readonly string[] {
  const end = below.findIndex(({ isDirectory }) => !isDirectory);
  return (end === -1 ? below : below.slice(0, end)).map(({ path }) => path);
}
