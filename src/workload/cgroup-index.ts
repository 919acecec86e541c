import { type CgroupContainer, containerOfCgroup } from './cgroup.ts';

const maxPaths = 50_000;

/** Which container a cgroup was found to belong to. Empty ids stand for the host. */
export class CgroupIndex {
  readonly #ids = new Map<string, string>();
  readonly #roots = new Map<string, string>();
  readonly #isOwn: (pid: number) => boolean | undefined;

  constructor(ownsMountNamespace: (pid: number) => boolean | undefined) {
    this.#isOwn = ownsMountNamespace;
  }

  known(path: string): string | undefined {
    return this.#ids.get(path);
  }

  /**
   * By the path; by cgroups that were told to be those of a container, which hold all below them; by containerd's layout.
   * `undefined`: it cannot be told yet.
   */
  resolve(path: string, pid: number | undefined): CgroupContainer | 'host' | undefined {
    const found = containerOfCgroup(path);
    if (found) return found;
    const root = this.#rootOf(path);
    if (root !== undefined) return { engine: 'unknown', id: root };
    const plain = containerOfCgroup(path, true);
    if (plain === undefined) return 'host';
    const isOwn = pid === undefined ? undefined : this.#isOwn(pid);
    if (isOwn === undefined) return undefined;
    return isOwn ? plain : 'host';
  }

  /** With `isRoot`, cgroups below belong to the container, too. */
  remember(path: string, id: string, isRoot = false): void {
    if (this.#ids.size >= maxPaths) this.#ids.clear();
    this.#ids.set(path, id);
    if (isRoot && this.#roots.size < maxPaths) this.#roots.set(path, id);
  }

  /** Containers that are forgotten go; with `hosts`, what was taken for the host is looked at again. */
  forget(isKnown: (id: string) => boolean, hosts: boolean): void {
    for (const [path, id] of this.#ids)
      if (id === '' ? hosts : !isKnown(id)) this.#ids.delete(path);
    for (const [path, id] of this.#roots) if (!isKnown(id)) this.#roots.delete(path);
  }

  #rootOf(path: string): string | undefined {
    if (this.#roots.size === 0) return undefined;
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const id = this.#roots.get(path.slice(0, end));
      if (id !== undefined) return id;
    }
    return undefined;
  }
}
