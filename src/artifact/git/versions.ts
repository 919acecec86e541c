import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { startGit, zeroTerminated } from './command.ts';

/** One content that a path once had. */
export interface Version {
  /** Object id of the content. */
  readonly blob: string;
  /** As the repository writes it, without a slash before it. */
  readonly path: string;
  readonly mode: number;
  /** The commit that brought it; absent for those of the current tree. */
  readonly commit?: string;
}

const maxLineBytes = 65_536;

/** The files of the current commit; none in a repository without commits. */
export async function currentFiles(directory: string, scope: Scope): Promise<readonly Version[]> {
  if (!(await hasCommit(directory))) return [];
  const files: Version[] = [];
  for await (const record of recordsOf(
    directory,
    ['ls-tree', '-r', '-z', '--full-tree', 'HEAD'],
    scope,
  )) {
    const match = /^(\d{6}) blob ([0-9a-f]{40,64})\t/.exec(record);
    if (match === null || match[1] === '120000') continue;
    const [head, mode = '', blob = ''] = match;
    files.push({ blob, path: record.slice(head.length), mode: Number.parseInt(mode, 8) & 0o777 });
  }
  return files;
}

async function hasCommit(directory: string): Promise<boolean> {
  using git = startGit(directory, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  git.input.end();
  git.output.resume();
  try {
    await git.ended(); // awaited here: what is returned unawaited outlives the process
    return true;
  } catch (error) {
    if (isCaissonError(error, 'host.missing-feature')) throw error;
    return false;
  }
}

/**
 * Every content that any path ever had, in all branches, tags, stashes and reflogs, oldest first; each content once, with
 * the first commit and path that brought it.
 */
export async function allVersions(directory: string, scope: Scope): Promise<readonly Version[]> {
  const words = [
    'log',
    '--all',
    '--reflog',
    '--reverse',
    '--topo-order',
    '-m',
    '--root',
    '--raw',
    '-z',
    '--no-abbrev',
  ];
  const plain = [
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--diff-filter=AM',
    '--format=%x01%H',
  ];
  const seen = new Map<string, Version>();
  let commit = '';
  let pending: { readonly blob: string; readonly mode: number } | undefined;
  for await (const record of recordsOf(directory, [...words, ...plain], scope)) {
    if (pending !== undefined) {
      if (!seen.has(pending.blob)) seen.set(pending.blob, { ...pending, path: record, commit });
      pending = undefined;
      continue;
    }
    const start = record.lastIndexOf('\u0001');
    if (start !== -1) commit = record.slice(start + 1, start + 1 + 64).trim();
    pending = changeIn(record);
  }
  return [...seen.values()];
}

/** `:100644 100755 <old> <new> M`, perhaps behind the line of a commit. */
function changeIn(record: string): { readonly blob: string; readonly mode: number } | undefined {
  const match = /:\d{6} (\d{6}) [0-9a-f]{40,64} ([0-9a-f]{40,64}) [AM]$/.exec(record.slice(-400));
  if (match === null) return undefined;
  const [, mode = '', blob = ''] = match;
  // Links and submodules have no content of their own.
  return mode.startsWith('100') ? { blob, mode: Number.parseInt(mode, 8) & 0o777 } : undefined;
}

async function* recordsOf(
  directory: string,
  words: readonly string[],
  scope: Scope,
): AsyncGenerator<string> {
  using git = startGit(directory, words);
  git.input.end();
  let count = 0;
  for await (const record of zeroTerminated(git.output, maxLineBytes)) {
    checkpoint(scope.signal);
    count += 1;
    if (count > 4 * scope.limits.maxEntries)
      throw new CaissonError('limit.entries', 'the history has too many changes');
    yield record;
  }
  await git.ended();
}
