import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { LockGraph } from '../lock-graph.ts';
import type { PackageFacts } from '../package-component.ts';
import { conanFacts } from './conan-reference.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * conan.lock: the graph of Conan 1 (`graph_lock.nodes`, where node 0 is the project), and the flat lists of Conan 2, which
 * tell what is needed to build but not who needs what.
 */
export const conanLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/conan-lock',
  revision: 1,
  title: 'C and C++ packages locked by Conan',
  claims: [{ basename: 'conan.lock' }, { suffix: '.conan.lock' }],
  *analyze(file) {
    const lock = parseJson(file.text(), 'conan.lock');
    if (!isRecord(lock)) throw new CaissonError('input.malformed', 'conan.lock is not an object');
    const graph = new LockGraph();
    const graphLock = lock['graph_lock'];
    if (isRecord(graphLock) && isRecord(graphLock['nodes'])) addNodes(graph, graphLock['nodes']);
    else addLists(graph, lock);
    yield* graph.observations(file);
  },
};

interface Node {
  readonly key: string;
  readonly fields: Fields;
  readonly facts: PackageFacts | undefined;
  /** The project itself: without reference, or read from a recipe file. */
  readonly isProject: boolean;
}

function addNodes(graph: LockGraph, nodes: Fields): void {
  const list = Object.entries(nodes).flatMap(([key, fields]) =>
    isRecord(fields) ? [nodeOf(key, fields)] : [],
  );
  const byKey = new Map(list.map((node) => [node.key, node]));
  const direct = new Set(
    list.filter(({ isProject }) => isProject).flatMap(({ fields }) => keysOf(fields['requires'])),
  );
  for (const { key, facts, fields, isProject } of list) {
    if (facts === undefined || isProject) continue;
    const isBuild = fields['context'] === 'build';
    graph.add({ ...facts, direct: direct.has(key), ...(isBuild && { scopes: ['build'] }) });
    addEdges(graph, facts.purl, fields, byKey);
  }
}

function addEdges(
  graph: LockGraph,
  from: string,
  fields: Fields,
  byKey: ReadonlyMap<string, Node>,
): void {
  for (const [table, scope] of tables) {
    for (const to of keysOf(fields[table])) {
      const target = byKey.get(to)?.facts;
      if (target !== undefined) graph.relate(from, target.purl, scope);
    }
  }
}

const tables = [
  ['requires', undefined],
  ['build_requires', 'build'],
] as const;

function nodeOf(key: string, fields: Fields): Node {
  const facts = conanFacts(fields['ref'] ?? fields['pref'], 'declared');
  return { key, fields, facts, isProject: key === '0' || typeof fields['path'] === 'string' };
}

function keysOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((key) => typeof key === 'string') : [];
}

function addLists(graph: LockGraph, lock: Fields): void {
  for (const reference of keysOf(lock['requires'])) add(graph, reference, false);
  for (const table of ['build_requires', 'python_requires', 'config_requires'])
    for (const reference of keysOf(lock[table])) add(graph, reference, true);
}

function add(graph: LockGraph, reference: string, isBuild: boolean): void {
  const facts = conanFacts(reference, 'declared');
  if (facts !== undefined) graph.add({ ...facts, ...(isBuild && { scopes: ['build'] }) });
}
