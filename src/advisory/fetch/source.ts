/** One file of a feed: where it is, and what it is called in the feed's directory. */
export interface RemoteFile {
  /** Below the feed's base; also where an inner mirror (`--from-url`) is asked for it. */
  readonly path: string;
  /** In place of the feed's base, for a file that another host serves. */
  readonly base?: string;
  /** In the feed's directory; `/` separates. */
  readonly name: string;
  /** Whether the feed is complete without it: releases and repositories come and go. */
  readonly isOptional?: boolean;
  /** Path of a small file that states the SHA-256 of the unpacked content (`sha256:…`), as NVD's `.meta` does. */
  readonly meta?: string;
}

/** A repository of rpm packages, or a list of mirrors that leads to one. */
export interface RpmRepository {
  /** Of the repository (ends with `/`), or of its `mirror.list`. */
  readonly path: string;
  readonly base?: string;
  /** Directory of its `updateinfo.xml` in the feed's directory. */
  readonly name: string;
  readonly isOptional?: boolean;
}

/** How the files of a feed are found. `year` is the current one: years and releases go on without a new program. */
export type FeedPlan =
  | { readonly type: 'files'; readonly files: (year: number) => readonly RemoteFile[] }
  | { readonly type: 'repositories'; readonly repositories: readonly RpmRepository[] }
  | { readonly type: 'pages'; readonly list: string; readonly query: string }
  | { readonly type: 'osv-bucket' }
  | { readonly type: 'redhat-vex' };

/** What a file of the feed may weigh. */
export type SizeClass = 'small' | 'medium' | 'large';

/** A feed that can be fetched: address, form and publisher as data. */
export interface FeedSource {
  /** What a person writes; the directory is named like it unless `directory` says otherwise. */
  readonly id: string;
  readonly title: string;
  /** Begins the `feed` of its facts, or their ids (`GHSA-`): leads to the licence. */
  readonly publisher: string;
  /** Ends with `/`. */
  readonly base: string;
  /** Below the directory of all feeds; empty for the directory itself. */
  readonly directory?: string;
  readonly size: SizeClass;
  /** Whether it is fetched when no feed is named; the others say the same as one that is, in another form. */
  readonly isUsual: boolean;
  readonly plan: FeedPlan;
}

/** Bytes that a file of a class may have at most. */
export const maxBytesOf: Readonly<Record<SizeClass, number>> = {
  small: 64 * 2 ** 20,
  medium: 512 * 2 ** 20,
  large: 2 * 2 ** 30,
};

/** A feed of files that do not depend on the year. */
export function fixed(...files: readonly RemoteFile[]): FeedPlan {
  return { type: 'files', files: () => files };
}

/** A feed that is the archive of one branch of a repository at GitHub. */
export function gitHubArchive(
  repository: string,
  branch = 'main',
): Pick<FeedSource, 'base' | 'size' | 'plan'> {
  const name = `${repository.split('/')[1] ?? ''}.tar.gz`;
  return {
    base: `https://github.com/${repository}/archive/refs/heads/`,
    size: 'large',
    plan: fixed({ path: `${branch}.tar.gz`, name }),
  };
}
