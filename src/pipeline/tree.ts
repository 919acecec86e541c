import { posix } from 'node:path';
import type { CheckedFile } from '#contract/check.ts';

/**
 * Reads other files by their path from the root of the repository. Where the root is follows from the file's own path: above
 * `.github`, else above all that the path names.
 */
export function treeOf(file: CheckedFile): (path: string) => Uint8Array | undefined {
  const known = new Map<string, Uint8Array | undefined>();
  const directory = posix.dirname(file.path);
  const root = rootAbove(directory);
  return (path) => {
    if (known.has(path)) return known.get(path);
    const bytes = file.sibling(posix.join(root, path));
    known.set(path, bytes);
    return bytes;
  };
}

const topFolders: ReadonlySet<string> = new Set([
  '.github',
  '.gitlab',
  '.gitlab-ci',
  '.circleci',
  '.tekton',
  '.woodpecker',
  '.azuredevops',
  '.azure-pipelines',
]);

/** Path from the root of the repository, as `treeOf` reads it, of a file that stands beside a file or below its directory. */
export function pathBeside(path: string, name: string): string {
  const directory = posix.dirname(path);
  const parts = directory.split('/').filter((part) => part !== '' && part !== '.');
  const at = parts.findIndex((part) => topFolders.has(part));
  const below = at < 0 && directory.startsWith('/') ? [] : parts.slice(Math.max(0, at));
  return posix.join(...below, name);
}

/** The way from a directory up to the root of the repository. */
function rootAbove(directory: string): string {
  const parts = directory.split('/').filter((part) => part !== '' && part !== '.');
  const at = parts.findIndex((part) => topFolders.has(part));
  const levels = at < 0 ? parts.length : parts.length - at;
  if (at < 0 && directory.startsWith('/')) return '.';
  return levels === 0 ? '.' : Array.from({ length: levels }, () => '..').join('/');
}
