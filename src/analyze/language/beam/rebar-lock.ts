import type { Analyzer } from '#contract/analyzer.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { hexFacts, isHexName } from './hex-component.ts';
import { listTerm, readTerms, type Term, textTerm } from './terms.ts';

/**
 * rebar.lock of Erlang: `{"1.2.0", [{<<"name">>, {pkg, <<"package">>, <<"version">>}, level}, …]}.`, behind it the hashes; files
 * of the first form are the bare list. Level 0 is what the project asks for itself.
 */
export const rebarLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/erlang-rebar-lock',
  revision: 1,
  title: 'Erlang packages locked by rebar3',
  claims: [{ basename: 'rebar.lock' }],
  *analyze(file, scope) {
    const [first, second] = readTerms(file.text(), 'erlang', scope.limits.maxDepth).filter(
      (term) => term !== '.',
    );
    const [version, inner] = listTerm(first);
    const entries = typeof version === 'string' ? listTerm(inner) : listTerm(first);
    const hashes = hashesByName(second);
    const graph = new LockGraph();
    for (const entry of entries) addEntry(graph, listTerm(entry), hashes);
    yield* graph.observations(file);
  },
};

function addEntry(
  graph: LockGraph,
  [key, source, level]: readonly Term[],
  hashes: ReadonlyMap<string, string>,
): void {
  const application = textTerm(key);
  const [kind, name, version] = listTerm(source).map(textTerm);
  if (application === undefined || !isHexName(application) || kind === undefined) return;
  const isPackage = kind === 'pkg' && name !== undefined && isHexName(name);
  const facts = isPackage ? hexFacts(name, textOf(version) ?? '') : hexFacts(application, '');
  graph.add({
    ...facts,
    ...(typeof level === 'string' && { direct: level === '0' }),
    ...hashesOf([hexHash('sha256', hashes.get(application))]),
  });
}

/** `[{pkg_hash, [{<<"name">>, <<"HEX">>}]}, {pkg_hash_ext, […]}]`: the outer hash, which is that of the archive, wins. */
function hashesByName(term: Term | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const table of listTerm(term)) {
    for (const pair of listTerm(listTerm(table)[1])) {
      const [name, hash] = listTerm(pair).map(textTerm);
      if (name !== undefined && hash !== undefined) found.set(name, hash);
    }
  }
  return found;
}
