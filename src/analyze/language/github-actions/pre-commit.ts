import type { Analyzer } from '#contract/analyzer.ts';
import { LockGraph } from '../lock-graph.ts';
import { type YamlLine, yamlLines } from '../tools/yaml-lines.ts';
import { githubFacts, isCommit, parseGithubAddress } from './github-purl.ts';

/**
 * `.pre-commit-config.yaml` (pre-commit, "Adding pre-commit plugins"): `repo` and `rev` of each entry below `repos`.
 * Repositories that are not on GitHub, `local` and `meta` are no components.
 */
export const preCommitAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/pre-commit',
  revision: 1,
  title: 'hooks of pre-commit',
  claims: [{ basename: '.pre-commit-config.yaml' }, { basename: '.pre-commit-config.yml' }],
  *analyze(file) {
    const graph = new LockGraph();
    let repository: YamlLine | undefined;
    let revision: YamlLine | undefined;
    for (const line of yamlLines(file.text())) {
      // The two keys may stand in either order; an item of the list begins an entry.
      if (line.isItem && (line.key === 'repo' || line.key === 'rev')) {
        repository = undefined;
        revision = undefined;
      }
      if (line.key === 'repo') repository = line;
      if (line.key === 'rev') revision = line;
      if (repository === undefined || revision === undefined) continue;
      addHook(graph, repository, revision);
      repository = undefined;
      revision = undefined;
    }
    yield* graph.observations(file);
  },
};

function addHook(graph: LockGraph, repository: YamlLine, revision: YamlLine): void {
  const place = parseGithubAddress(repository.value);
  const version = revision.value;
  if (place === undefined || version === '' || version.length > 200) return;
  const frozen = /^frozen: (\S{1,100})$/.exec(revision.comment)?.[1];
  const facts = githubFacts(
    frozen !== undefined && isCommit(version)
      ? { ...place, version: frozen, commit: version }
      : { ...place, version },
  );
  graph.add({ ...facts, direct: true, scopes: ['dev'] }, repository.number);
}
