import type { Analyzer } from '#contract/analyzer.ts';
import { mappingOf, readBlockYaml, yamlText } from '../block-yaml.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { plainPurl } from '../package-url.ts';

/**
 * pubspec.lock of Dart and Flutter: flat, each package with how the project came to it: `direct main`, `direct dev`,
 * `direct overridden` or `transitive`. Packages of the SDK have the version 0.0.0 and are the SDK's own.
 */
export const pubspecLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/dart-pubspec-lock',
  revision: 1,
  title: 'Dart packages locked by pub',
  claims: [{ basename: 'pubspec.lock' }],
  *analyze(file, scope) {
    const lock = mappingOf(readBlockYaml(file.text(), scope.limits.maxDepth));
    const graph = new LockGraph();
    for (const [key, value] of Object.entries(mappingOf(lock['packages']))) {
      const fields = mappingOf(value);
      const description = mappingOf(fields['description']);
      const name = textOf(description['name']) ?? textOf(key);
      const version = textOf(fields['version']);
      const way = yamlText(fields['dependency']) ?? '';
      if (name === undefined || version === undefined || fields['source'] === 'sdk') continue;
      graph.add({
        purl: plainPurl('pub', name, version),
        name,
        version,
        ecosystem: 'pub',
        presence: 'declared',
        ...(way !== '' && { direct: way.startsWith('direct') }),
        ...(way === 'direct dev' && { scopes: ['dev'] }),
        ...hashesOf([hexHash('sha256', description['sha256'])]),
      });
    }
    yield* graph.observations(file);
  },
};
