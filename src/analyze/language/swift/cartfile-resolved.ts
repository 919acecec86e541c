import type { Analyzer } from '#contract/analyzer.ts';
import { LockGraph } from '../lock-graph.ts';
import { swiftFacts } from './package-resolved.ts';

/**
 * Cartfile.resolved of Carthage: lines `github "owner/name" "version"` and `git "URL" "version"`. Carthage has no names of its
 * own, a repository is what Swift packages are called as well. Binary frameworks are named by a JSON file, which is none.
 */
export const cartfileAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/swift-cartfile-resolved',
  revision: 1,
  title: 'Swift packages resolved by Carthage',
  claims: [{ basename: 'Cartfile.resolved' }],
  *analyze(file) {
    const graph = new LockGraph();
    for (const [index, line] of file.text().split('\n').entries()) {
      const match = /^\s*(github|git)\s+"([^"]{1,500})"\s+"([^"]{1,200})"/.exec(
        line.slice(0, 1000),
      );
      if (match === null) continue;
      const [, origin, place = '', version = ''] = match;
      const isShort = origin === 'github' && !place.includes('://');
      // A tag may carry a `v`, which is no part of the version; a commit is no version at all.
      const known =
        /^v?\d[\w.+-]*$/.test(version) && !/^[0-9a-f]{40}$/.test(version)
          ? version.replace(/^v/, '')
          : '';
      const facts = swiftFacts(isShort ? `https://github.com/${place}` : place, known);
      if (facts !== undefined) graph.add(facts, index + 1);
    }
    yield* graph.observations(file);
  },
};
