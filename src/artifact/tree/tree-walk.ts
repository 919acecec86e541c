import { closeSync, fstatSync, lstatSync, readlinkSync, type Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { ProgressTask, Scope } from '#contract/scope.ts';
import type { Entry, EntryType, LayerVisitor } from '#contract/source.ts';
import { isCaissonError } from '#kit/error.ts';
import { Budget } from '../layer/budget.ts';
import { ContentBuffer, DiskFile } from '../layer/file-view.ts';
import { gapAt } from '../layer/tar-entry.ts';
import { DirectoryHandle } from './directory-handle.ts';
import type { SkipList } from './skip-list.ts';

/** Entries after which the event loop gets a turn. */
const turnEntries = 256;
const headBytes = 4096;

interface Level {
  readonly directory: DirectoryHandle;
  readonly path: string;
  readonly names: readonly string[];
  next: number;
}

/**
 * Walks a tree on disk depth first, names sorted. Symbolic links are never followed, FIFOs and devices never opened; what
 * cannot be read is a gap. Throws `limit.entries`, `limit.time`, `host.io` (the root cannot be opened).
 */
export class TreeWalk implements Disposable {
  readonly #visitor: LayerVisitor;
  readonly #scope: Scope;
  readonly #skips: SkipList;
  readonly #budget: Budget;
  readonly #levels: Level[] = [];
  readonly #whole = new ContentBuffer();
  readonly #part = new ContentBuffer();

  constructor(visitor: LayerVisitor, skips: SkipList, scope: Scope) {
    this.#visitor = visitor;
    this.#scope = scope;
    this.#skips = skips;
    this.#budget = new Budget(scope, 'the directory tree');
  }

  async run(root: DirectoryHandle, task: ProgressTask): Promise<void> {
    this.#enter(root, '');
    for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) {
      this.#budget.check();
      let count = 0;
      while (count < turnEntries && this.#levels.length > 0) {
        this.#step();
        count += 1;
      }
      task.advance(count);
      await setImmediate();
    }
  }

  [Symbol.dispose](): void {
    for (const { directory } of this.#levels.splice(0)) directory[Symbol.dispose]();
  }

  #enter(directory: DirectoryHandle, path: string): void {
    const names = this.#attempt(path === '' ? '/' : path, () => directory.names()) ?? [];
    this.#levels.push({ directory, path, names, next: 0 });
  }

  #step(): void {
    const level = this.#levels.at(-1);
    const name = level?.names[level.next];
    if (level === undefined) return;
    if (name === undefined) {
      this.#levels.pop();
      level.directory[Symbol.dispose]();
      return;
    }
    level.next += 1;
    this.#visit(level, name);
  }

  #visit(level: Level, name: string): void {
    this.#budget.entry();
    const path = `${level.path}/${name}`;
    const stats = this.#attempt(path, () => lstatSync(level.directory.pathOf(name)));
    if (stats === undefined) return;
    const entry = this.#entryOf(level, name, path, stats);
    if (entry === undefined) return;
    const want = this.#visitor.entry(entry);
    if (entry.type === 'directory') this.#descend(level, name, path);
    if (entry.type === 'file' && want !== 'nothing')
      this.#show(level, name, entry, want === 'head');
  }

  #entryOf(level: Level, name: string, path: string, stats: Stats): Entry | undefined {
    const type = typeOf(stats);
    const facts = {
      path,
      type,
      size: type === 'file' ? stats.size : 0,
      mode: stats.mode & 0o7777,
      uid: stats.uid,
      gid: stats.gid,
    };
    if (type !== 'symlink') return facts;
    const link = this.#attempt(path, () => readlinkSync(level.directory.pathOf(name)));
    return link === undefined ? undefined : { ...facts, link };
  }

  #descend(level: Level, name: string, path: string): void {
    const skip = this.#skips.get(path);
    if (skip !== undefined) {
      this.#scope.log.info('directory not walked', { path, why: skip.why });
      if (skip.isGap) this.#visitor.gap(gapAt(path, 'unsupported', skip.why));
    } else if (path.endsWith('/.git/objects')) {
      this.#scope.log.debug('directory not walked', {
        path,
        why: 'packed objects of a repository',
      });
    } else if (this.#levels.length >= this.#scope.limits.maxDepth) {
      const detail = `directories are nested more than ${this.#scope.limits.maxDepth} deep`;
      this.#visitor.gap(gapAt(path, 'too-large', detail));
    } else {
      const directory = this.#attempt(path, () => level.directory.openDirectory(name));
      if (directory !== undefined) this.#enter(directory, path);
    }
  }

  #show(level: Level, name: string, entry: Entry, asksHead: boolean): void {
    const fd = this.#attempt(entry.path, () => level.directory.openFile(name));
    if (fd === undefined) return;
    try {
      this.#attempt(entry.path, () => this.#showOpen(fd, entry, asksHead));
    } finally {
      closeSync(fd);
    }
  }

  #showOpen(fd: number, entry: Entry, asksHead: boolean): void {
    const stats = fstatSync(fd);
    if (!stats.isFile()) return;
    const facts = { path: entry.path, size: stats.size, mode: entry.mode };
    const view = new DiskFile(facts, {
      fd,
      offset: 0,
      whole: this.#whole,
      part: this.#part,
      maxFileBytes: this.#scope.limits.maxFileBytes,
    });
    if (asksHead && !this.#visitor.head(entry, view.read(0, headBytes))) return;
    this.#visitor.file(view);
  }

  /** Does a step that the system may refuse: that is a gap, unless the thing has just gone away. */
  #attempt<Value>(path: string, step: () => Value): Value | undefined {
    try {
      return step();
    } catch (error) {
      const code = systemCode(error);
      if (code === undefined) throw error;
      const isGone = code === 'ENOENT' && !path.includes('\ufffd');
      if (!isGone)
        this.#visitor.gap(gapAt(path, 'unreadable', `the system refuses to read it (${code})`));
      return undefined;
    }
  }
}

/** The system's error code, also of an error that reading a file view has wrapped; `undefined` for our own errors. */
export function systemCode(error: unknown): string | undefined {
  const source = isCaissonError(error, 'host.io') ? error.cause : error;
  if (!(source instanceof Error) || !('syscall' in source) || !('code' in source)) return undefined;
  return typeof source.code === 'string' ? source.code : undefined;
}

function typeOf(stats: Stats): EntryType {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}
