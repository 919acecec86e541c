import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import type { ExecutedFile, RuntimeProcess } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { hashFile, identityOf } from './file-hash.ts';
import { originOf } from './file-origin.ts';
import { openInside } from './inside.ts';

/** What is known of the files of an image. Made by who has scanned it, or reads its layers. */
export interface ImageContents {
  /** `undefined`: nothing is known of the image, or it does not have the file. Rejects never. */
  fileOf(file: ImageFileQuestion): ImageFile | undefined | Promise<ImageFile | undefined>;
}

/** Which file is meant. */
export interface ImageFileQuestion {
  readonly container: WorkloadContainer;
  /** A process of the container. */
  readonly pid: number;
  /** In the container; text. */
  readonly path: string;
  /** What runs was written by the container: the hash of what the image has is worth knowing. */
  readonly isCopy: boolean;
}

/** A file as an image has it. */
export interface ImageFile {
  /** Of the content, 64 hex digits. */
  readonly sha256?: string;
  /** diffID. */
  readonly layer?: string;
  /** Package URL of the owner. */
  readonly purl?: string;
}

/** How executed files are looked at. */
export interface ExecutedFilesOptions {
  /** The host's `/proc`. */
  readonly proc: string;
  readonly contents?: ImageContents;
  /** Larger files are not hashed: 512 MiB unless told. */
  readonly maxBytes?: number;
  /** Files that may wait, 256 unless told; further ones are skipped and counted. */
  readonly maxWaiting?: number;
}

const maxKnown = 20_000;
const retryMs = 1000;

/**
 * Joins executed files with where they come from: the hash of the content, and whether the image has it. One file is read
 * at a time; what was read once is known by device, inode and times.
 */
export class ExecutedFiles {
  readonly #options: Required<Omit<ExecutedFilesOptions, 'contents'>> & ExecutedFilesOptions;
  readonly #scope: Scope;
  /** Hashes by what the file system says, and by what events say. */
  readonly #hashes = new Map<string, string>();
  readonly #known = new Map<string, ExecutedFile>();
  /** When files were looked at in vain. */
  readonly #failed = new Map<string, number>();
  #waiting = 0;
  #skipped = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ExecutedFilesOptions, scope: Scope) {
    this.#options = { maxBytes: 512 << 20, maxWaiting: 256, ...options };
    this.#scope = scope;
  }

  /** How many files were not looked at because too many waited. */
  get skipped(): number {
    return this.#skipped;
  }

  /** What is known of a process's file already; never waits. */
  known(process: RuntimeProcess): ExecutedFile | undefined {
    const key = keyOf(process);
    return key === undefined ? undefined : this.#known.get(key);
  }

  /**
   * The file with hash and origin, as far as they can be told. `undefined` when it is gone, too many wait, or the process has
   * none. Must be called while the process runs, or the container has the file at that path still. Throws only the signal's reason.
   */
  async look(process: RuntimeProcess): Promise<ExecutedFile | undefined> {
    const known = this.known(process);
    if (known !== undefined || process.file === undefined) return known;
    const key = keyOf(process);
    if (key !== undefined && this.#failedJustNow(key)) return undefined;
    if (this.#waiting >= this.#options.maxWaiting) {
      this.#skipped += 1;
      return undefined;
    }
    // Opened now: in a moment the process may be another.
    const fd = this.#open(process, process.file);
    if (fd === undefined && key !== undefined) remember(this.#failed, key, this.#now());
    const facts = { process: { ...plainFacts(process) }, file: process.file };
    this.#waiting += 1;
    const turn = this.#last.then(() => this.#finish(fd, facts));
    this.#last = turn.catch(() => undefined);
    return await turn.finally(() => {
      this.#waiting -= 1;
    });
  }

  /** A file that nobody can open is run hundreds of times a second by some. */
  #failedJustNow(key: string): boolean {
    const failed = this.#failed.get(key);
    return failed !== undefined && this.#now() - failed < retryMs;
  }

  #now(): number {
    return this.#scope.clock().getTime();
  }

  async #finish(fd: number | undefined, { process, file }: Facts): Promise<ExecutedFile> {
    const sha256 = fd === undefined ? undefined : await this.#hash(fd);
    const origin = await originOf({ ...process, file }, sha256, this.#options);
    const found: ExecutedFile = { ...file, ...(sha256 && { sha256 }), ...(origin && { origin }) };
    const key = keyOf({ ...process, file });
    if (key !== undefined && sha256 !== undefined) remember(this.#known, key, found);
    return found;
  }

  async #hash(fd: number): Promise<string | undefined> {
    const identity = identityOf(fstatSync(fd, { bigint: true }));
    const known = this.#hashes.get(identity);
    if (known !== undefined) {
      closeSync(fd);
      return known;
    }
    const hash = await hashFile(fd, this.#options.maxBytes, this.#scope.signal);
    if (hash !== undefined) remember(this.#hashes, identity, hash);
    return hash;
  }

  /** The file itself by the process; when that is gone, by its path in the container, if it is the same still. */
  #open(process: RuntimeProcess, file: ExecutedFile): number | undefined {
    const { proc } = this.#options;
    const own = onlySame(openExe(join(proc, String(process.pid), 'exe')), file);
    if (own !== undefined) return own;
    const { container, exePath } = process;
    if (container === undefined) return onlySame(openInside('', exePath), file);
    if (container.rootPid === undefined) return undefined;
    return onlySame(openInside(join(proc, String(container.rootPid), 'root'), exePath), file);
  }
}

type PlainFacts = Pick<RuntimeProcess, 'pid' | 'exePath' | 'container'>;
interface Facts {
  readonly process: PlainFacts;
  readonly file: ExecutedFile;
}

/** Views of live events change behind us. */
function plainFacts({ pid, exePath, container }: RuntimeProcess): PlainFacts {
  return { pid, exePath, ...(container && { container }) };
}

function keyOf(process: PlainFacts & Pick<RuntimeProcess, 'file'>): string | undefined {
  const { file, container, exePath } = process;
  if (file === undefined || file.inode === 0) return undefined;
  const image = container?.image?.id ?? container?.id ?? '';
  return `${file.device}:${file.inode}:${file.changed}:${file.modified}:${image}:${exePath}`;
}

/** A link of the kernel's own: it leads to the inode that is executed, whatever its path is by now. */
function openExe(path: string): number | undefined {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (fstatSync(fd).isFile()) return fd;
    closeSync(fd);
    return undefined;
  } catch {
    // The process is gone, or a thread of the kernel.
    return undefined;
  }
}

function onlySame(fd: number | undefined, file: ExecutedFile): number | undefined {
  if (fd === undefined || isSame(fd, file)) return fd;
  closeSync(fd);
  return undefined;
}

/** By inode, or by both times: overlayfs shows other inode numbers than the kernel's own. */
function isSame(fd: number, file: ExecutedFile): boolean {
  const stats = fstatSync(fd, { bigint: true });
  const modified = Math.abs(Number(stats.mtimeNs / 1000n) / 1000 - file.modified);
  const changed = Math.abs(Number(stats.ctimeNs / 1000n) / 1000 - file.changed);
  const isSameTime = modified < 1 && changed < 1;
  return isSameTime || (file.modified === 0 && Number(stats.ino) === file.inode);
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (map.size >= maxKnown) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(key, value);
}
