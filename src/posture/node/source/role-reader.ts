import type { NodeFile, RoleFiles } from '../subject.ts';
import { type Accounts, ownerName } from './accounts.ts';
import type { Host } from './host.ts';

const maxFiles = 2000;
const maxDepth = 6;

/** Which files below a directory are meant. */
export interface Wanted {
  readonly file: (path: string) => boolean;
  readonly directories: boolean;
}

/** Looks at files and directories, never into them. */
export class RoleReader {
  readonly #host: Host;
  readonly #accounts: Accounts;

  constructor(host: Host, accounts: Accounts) {
    this.#host = host;
    this.#accounts = accounts;
  }

  all(paths: readonly string[]): RoleFiles {
    return this.#collect([...new Set(paths)]);
  }

  first(paths: readonly string[]): RoleFiles {
    const found = paths.find(
      (path) => this.#host.entry(path) !== undefined || this.#host.isUnreadable(path),
    );
    return this.#collect(found === undefined ? [] : [found]);
  }

  /** Files below directories, and the directories themselves where they are wanted too. */
  below(directories: readonly string[], wanted: Wanted): RoleFiles {
    const found: string[] = [];
    const waiting = directories.toReversed().map((path) => ({ path, depth: 0 }));
    for (
      let next = waiting.pop();
      next !== undefined && found.length <= maxFiles;
      next = waiting.pop()
    ) {
      const { path, depth } = next;
      const isDirectory = this.#host.entry(path)?.type === 'directory';
      if (this.#isWanted(path, isDirectory, wanted)) found.push(path);
      if (!isDirectory || depth >= maxDepth) continue;
      const names = this.#host.names(path).slice(0, maxFiles).reverse();
      waiting.push(...names.map((name) => ({ path: `${path}/${name}`, depth: depth + 1 })));
    }
    const { files, unread } = this.#collect(found.slice(0, maxFiles));
    const blind = directories.filter((path) => this.#host.isUnreadable(path)).map(mayNot);
    return { files, unread: [...unread, ...blind], isCut: found.length > maxFiles };
  }

  #isWanted(path: string, isDirectory: boolean, wanted: Wanted): boolean {
    if (isDirectory) return wanted.directories;
    return this.#host.entry(path)?.type === 'file' && wanted.file(path);
  }

  #collect(paths: readonly string[]): RoleFiles {
    const files: NodeFile[] = [];
    const unread: { path: string; why: string }[] = [];
    for (const path of paths) {
      const entry = this.#host.entry(path);
      if (entry !== undefined) {
        const { mode, uid, gid } = entry;
        files.push({ path, mode, uid, gid, owner: ownerName(this.#accounts, uid, gid) });
      } else if (this.#host.isUnreadable(path)) unread.push(mayNot(path));
    }
    return { files, unread, isCut: false };
  }
}

function mayNot(path: string): { readonly path: string; readonly why: string } {
  return { path, why: 'may not be read' };
}
