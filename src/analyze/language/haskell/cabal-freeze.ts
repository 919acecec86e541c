import type { Analyzer } from '#contract/analyzer.ts';
import { linesOf } from '../../os/lines.ts';
import { LockGraph } from '../lock-graph.ts';
import { hackageFacts, isName } from './hackage.ts';

/**
 * `cabal.project.freeze`: constraints `any.NAME ==VERSION` apart by commas; those on flags (`NAME +flag`) are not packages.
 * What the compiler brings is `any.NAME installed` in old files and has no version there.
 */
export const cabalFreezeAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/haskell-cabal-freeze',
  revision: 1,
  title: 'Haskell packages frozen by cabal',
  claims: [{ basename: 'cabal.project.freeze' }, { basename: 'cabal.config' }],
  *analyze(file) {
    const graph = new LockGraph();
    let number = 0;
    for (const line of linesOf(file.text())) {
      number += 1;
      if (line.trimStart().startsWith('--')) continue;
      for (const part of line.split(',')) {
        const match =
          /^\s*(?:constraints:\s*)?(?:any\.)?([A-Za-z0-9-]{1,128})\s*==\s*([0-9.]{1,100})\s*$/.exec(
            part.slice(0, 400),
          );
        const [, name = '', version = ''] = match ?? [];
        if (isName(name) && /^\d/.test(version))
          graph.add(hackageFacts({ name, version }, 'declared'), number);
      }
    }
    yield* graph.observations(file);
  },
};
