import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The programs of this machine that render; absent where one is not installed. */
export interface RenderPrograms {
  readonly helm?: string;
  /** With the words that come first: `['/usr/bin/kubectl', 'kustomize']`. */
  readonly kustomize?: readonly [string, ...string[]];
  /** Words before a command that take the network away from it; empty where the kernel does not allow that. */
  readonly isolation: readonly string[];
}

/** Looks for them in the directories of `searchPath` (`PATH`). */
export function findRenderPrograms(searchPath: string): RenderPrograms {
  const helm = findProgram('helm', searchPath);
  const kustomize = findProgram('kustomize', searchPath);
  const kubectl = findProgram('kubectl', searchPath);
  return {
    isolation: isolationOf(findProgram('unshare', searchPath)),
    ...(helm !== undefined && { helm }),
    ...(kustomize !== undefined && { kustomize: [kustomize, 'build'] }),
    ...(kustomize === undefined && kubectl !== undefined && { kustomize: [kubectl, 'kustomize'] }),
  };
}

function findProgram(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(delimiter)
    .filter((directory) => directory.startsWith('/'))
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A user and a network namespace of its own: nothing can be reached from there. */
function isolationOf(unshare: string | undefined): readonly string[] {
  if (unshare === undefined) return [];
  const words = ['--map-root-user', '--net'];
  const { status } = spawnSync(unshare, [...words, 'true'], { stdio: 'ignore', timeout: 5000 });
  return status === 0 ? [unshare, ...words] : [];
}
