import { closeSync, constants, existsSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;

/**
 * An open directory. Its children are named through the descriptor (`/proc/self/fd/N/child`), so that nobody can swap a
 * directory for a symbolic link between two steps and lead the walk out of the tree.
 */
export class DirectoryHandle implements Disposable {
  readonly #fd: number;
  readonly #place: string;

  private constructor(fd: number, path: string) {
    this.#fd = fd;
    this.#place = existsSync(`/proc/self/fd/${fd}`) ? `/proc/self/fd/${fd}` : path;
  }

  /** The root of a tree, which may be a link. Throws the system's error. */
  static openRoot(path: string): DirectoryHandle {
    return new DirectoryHandle(openSync(path, O_RDONLY | O_DIRECTORY), path);
  }

  /** Throws the system's error; a symbolic link is refused. */
  openDirectory(name: string): DirectoryHandle {
    const path = this.pathOf(name);
    return new DirectoryHandle(openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), path);
  }

  /** Never follows a link, never waits for a FIFO. Throws the system's error. */
  openFile(name: string): number {
    return openSync(this.pathOf(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  }

  /** Names in byte order of their UTF-16 form. Throws the system's error. */
  names(): readonly string[] {
    return readdirSync(this.#place).sort();
  }

  pathOf(name: string): string {
    return join(this.#place, name);
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}
