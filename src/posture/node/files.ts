/** What a node's file system says of one path, behind symbolic links. */
export interface NodeEntry {
  readonly type: 'file' | 'directory' | 'other';
  /** Permission bits with set-uid, set-gid and sticky (07777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The files of a node: of the machine itself, of a copy of its disk, of the tree of an image. Paths are absolute inside it.
 * All three throw `host.missing-privilege` where the reader may not look, `input.*` and `limit.*` where it should not.
 */
export interface NodeFiles {
  /** `undefined` when nothing is there. */
  entry(path: string): NodeEntry | undefined;
  /** The content of a regular file; `undefined` when nothing is there. */
  read(path: string): Uint8Array | undefined;
  /** Names in a directory, sorted; none when it is not there. */
  names(path: string): readonly string[];
}

/** The part of a node's files below a directory, as if that were the root. */
export function filesBelow(files: NodeFiles, directory: string): NodeFiles {
  return {
    entry: (path) => files.entry(directory + path),
    read: (path) => files.read(directory + path),
    names: (path) => files.names(directory + path),
  };
}

/** What stands in a description of a node. */
export interface DescribedFile {
  readonly content?: Uint8Array;
  /** Absent: 0600 of files, 0755 of directories. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

const fileEntry: NodeEntry = { type: 'file', mode: 0o600, uid: 0, gid: 0 };
const directoryEntry: NodeEntry = { type: 'directory', mode: 0o755, uid: 0, gid: 0 };

/** Files that somebody else has read, by path; a path that ends in `/` is a directory. Directories around them are there. */
export function describedFiles(described: ReadonlyMap<string, DescribedFile>): NodeFiles {
  const entries = new Map<string, NodeEntry>();
  const children = new Map<string, Set<string>>();
  const contents = new Map<string, Uint8Array>();
  for (const [written, { content, mode, uid = 0, gid = 0 }] of described) {
    const isDirectory = written.endsWith('/') && written !== '/';
    const path = trimmed(written);
    const usual: NodeEntry = isDirectory ? directoryEntry : fileEntry;
    entries.set(path, { ...usual, uid, gid, ...(mode !== undefined && { mode }) });
    if (!isDirectory) contents.set(path, content ?? new Uint8Array());
    addParents(path, entries, children);
  }
  return {
    entry: (path) => entries.get(trimmed(path)),
    read: (path) => contents.get(trimmed(path)),
    names: (path) => [...(children.get(trimmed(path)) ?? [])].sort(),
  };
}

function addParents(
  path: string,
  entries: Map<string, NodeEntry>,
  children: Map<string, Set<string>>,
): void {
  let child = path;
  for (let cut = child.lastIndexOf('/'); cut >= 0; cut = child.lastIndexOf('/')) {
    const parent = child.slice(0, cut);
    const known = children.get(parent);
    if (known === undefined) children.set(parent, new Set([child.slice(cut + 1)]));
    else known.add(child.slice(cut + 1));
    if (parent !== '' && !entries.has(parent)) entries.set(parent, directoryEntry);
    child = parent;
  }
}

function trimmed(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
