import type { Analyzer } from '#contract/analyzer.ts';
import { LockGraph } from '../lock-graph.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { condaFacts, identityOfUrl } from './conda-package.ts';

/**
 * Explicit lists of conda (`conda list --explicit`, `conda-lock -k explicit`): a line `@EXPLICIT`, then one URL a line, perhaps
 * with `#MD5` or `#sha256:HEX` behind it.
 */
export const condaExplicitAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/conda-explicit-list',
  revision: 1,
  title: 'conda packages of an explicit list',
  claims: [
    { basename: 'conda-linux-64.lock' },
    { basename: 'conda-linux-aarch64.lock' },
    { basename: 'conda-osx-64.lock' },
    { basename: 'conda-osx-arm64.lock' },
    { basename: 'conda-win-64.lock' },
    { suffix: 'explicit.txt' },
    { suffix: 'spec-file.txt' },
    { suffix: 'spec-list.txt' },
    { suffix: 'conda.lock' },
    { suffix: 'environment.txt' },
    { suffix: 'environment.lock' },
  ],
  *analyze(file) {
    const graph = new LockGraph();
    let isExplicit = false;
    for (const [index, raw] of file.text().split('\n').entries()) {
      const line = raw.trim();
      if (line === '@EXPLICIT') isExplicit = true;
      const identity = isExplicit ? identityOfUrl(line) : undefined;
      if (identity === undefined) continue;
      const hash = line.slice(line.indexOf('#') + 1).replace(/^sha256:/, '');
      graph.add(
        {
          ...condaFacts(identity, 'declared'),
          ...hashesOf([hexHash('md5', hash), hexHash('sha256', hash)]),
        },
        index + 1,
      );
    }
    yield* graph.observations(file);
  },
};
