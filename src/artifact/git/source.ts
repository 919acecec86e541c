import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Source } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { gitLayer } from './layer.ts';
import { allVersions, currentFiles } from './versions.ts';

/**
 * `git:PATH`: a repository with its history, as two layers: below every content that any commit ever brought (branches, tags,
 * stashes, reflogs), above the files of the current commit. What was deleted is still found, and named with its commit. The
 * working tree is not read: `dir:PATH` reads that. Needs the program `git`; nothing that the repository configures is run.
 */
export const gitSource: Source = {
  kind: 'source',
  id: 'git',
  revision: 1,
  title: 'source repository with its history',
  schemes: ['git:'],
  async open({ locator }, scope) {
    const directory = resolve(locator === '' ? '.' : locator);
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new CaissonError('input.not-found', `there is no repository at ${quote(locator)}`);
    const [current, every] = [
      await currentFiles(directory, scope),
      await allVersions(directory, scope),
    ];
    const now = new Set(current.map(({ blob }) => blob));
    const past = every.filter(({ blob }) => !now.has(blob));
    const brought = new Map(every.map((version) => [version.blob, version.commit]));
    const head = current.map((version) => ({ ...version, ...commitOf(brought.get(version.blob)) }));
    return {
      artifact: { kind: 'filesystem', reference: locator, source: 'git:' },
      layers: [
        gitLayer(directory, past, { title: 'history', isWhole: false }),
        gitLayer(directory, head, { title: 'current commit', isWhole: true }),
      ],
      gaps: [],
      async [Symbol.asyncDispose]() {},
    };
  },
};

function commitOf(commit: string | undefined): { readonly commit?: string } {
  return commit === undefined ? {} : { commit };
}
