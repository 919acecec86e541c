import type { Analyzer } from '#contract/analyzer.ts';
import type { SecretScanner } from './scanner.ts';

/** Shows every file to the scanner. The rules are no part of `revision`: their digest belongs into the cache key beside it. */
export function secretAnalyzer(scanner: SecretScanner): Analyzer {
  return {
    kind: 'analyzer',
    id: 'secret/files',
    revision: 2,
    title: 'secrets in files',
    claims: [{ every: true }],
    *analyze(file, scope) {
      const { secrets, gaps } = scanner.scanFile(file, scope);
      for (const secret of secrets) yield { type: 'secret', location: secret.location, secret };
      yield* gaps;
    },
  };
}
