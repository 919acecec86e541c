import type { Digest } from './digest.ts';

/** What the merged tree of an artifact tells about its hardening and its size. */
export interface FileSystemFacts {
  /** Entries that deserve a look: set-uid, set-gid, file capabilities, writable by everyone. In path order, at most 10,000. */
  readonly notable: readonly NotableFile[];
  /** Well-known programs in the directories of `PATH`, by path: shells, package managers, compilers, downloaders. */
  readonly programs?: readonly string[];
  /** Places full of what no program needs at run time, the largest first. */
  readonly litter?: readonly Litter[];
  /** The accounts of `/etc/passwd`, at most 1,000. */
  readonly accounts?: readonly Account[];
  /** How much of what the layers hold is still there; absent for trees on disk. */
  readonly efficiency?: Efficiency;
}

/** Files below a directory, or of a name, that only take space or give something away. */
export interface Litter {
  readonly kind: 'cache' | 'documentation' | 'project' | 'version-control' | 'settings';
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly shell?: string;
}

export interface NotableFile {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'other';
  /** Permission bits with set-uid, set-gid and sticky (07777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly layer?: Digest;
  /** Names of its file capabilities (capabilities(7)): `cap_net_raw`. */
  readonly capabilities?: readonly string[];
}

/**
 * Sizes as in the file tree of dive: per path, the smallest size over the sum of its sizes in all layers; what a whiteout
 * hides counts as a copy. `score` is the sum of the smallest over the sum of all, from 0 to 1.
 */
export interface Efficiency {
  readonly score: number;
  /** Bytes of all files in all layers. */
  readonly totalBytes: number;
  /** Bytes that lie in a layer and cannot be seen from above. */
  readonly wastedBytes: number;
  /** The paths that waste most, at most 100. */
  readonly worst: readonly {
    readonly path: string;
    readonly bytes: number;
    readonly copies: number;
  }[];
  /** Bytes of files by layer, lowest first. */
  readonly layers: readonly {
    readonly layer: Digest;
    readonly bytes: number;
    readonly files: number;
  }[];
}
