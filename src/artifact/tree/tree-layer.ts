import type { Layer, OpenArtifact } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Artifact } from '#model/artifact.ts';
import { DirectoryHandle } from './directory-handle.ts';
import type { SkipList } from './skip-list.ts';
import { systemCode, TreeWalk } from './tree-walk.ts';

/** A tree on disk as the single layer of an artifact. */
export function openTree(artifact: Artifact, root: string, skips: SkipList): OpenArtifact {
  openRoot(root)[Symbol.dispose]();
  return {
    artifact,
    layers: [treeLayer(root, skips)],
    gaps: [],
    async [Symbol.asyncDispose]() {},
  };
}

function treeLayer(root: string, skips: SkipList): Layer {
  return {
    async walk(visitor, scope) {
      using task = scope.progress.begin('files', undefined, 'items');
      using walk = new TreeWalk(visitor, skips, scope);
      await walk.run(openRoot(root), task);
    },
  };
}

/** Throws `input.not-found`, `input.unsupported` (not a directory), `host.missing-privilege`, `host.io`. */
function openRoot(root: string): DirectoryHandle {
  try {
    return DirectoryHandle.openRoot(root);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT')
      throw new CaissonError('input.not-found', `there is no directory ${quote(root)}`, { cause });
    if (code === 'ENOTDIR')
      throw new CaissonError('input.unsupported', `${quote(root)} is not a directory`, { cause });
    if (code === 'EACCES' || code === 'EPERM')
      throw new CaissonError(
        'host.missing-privilege',
        `the directory ${quote(root)} may not be read`,
        {
          cause,
          hint: 'run as a user who may read it, for instance root',
        },
      );
    throw new CaissonError('host.io', `cannot read the directory ${quote(root)}`, { cause });
  }
}
