import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import type { Observation } from '#model/observation.ts';
import { LockGraph } from '../lock-graph.ts';
import { type YamlLine, yamlLines } from '../tools/yaml-lines.ts';
import { hackageFacts, isName, parseHackageId } from './hackage.ts';

/**
 * `stack.yaml.lock` (Stack, "Lock files"): below `packages` each entry has `completed` with `hackage: NAME-VERSION@…`, or
 * `name` and `version` for archives and repositories; `original` repeats what stack.yaml says. Packages of the snapshot
 * are not listed, only its address.
 */
export const stackLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/haskell-stack-lock',
  revision: 1,
  title: 'Haskell packages locked by Stack',
  claims: [{ basename: 'stack.yaml.lock' }],
  *analyze(file) {
    const graph = new LockGraph();
    let part = '';
    let name = '';
    for (const line of yamlLines(file.text())) {
      if (line.key === 'completed' || line.key === 'original' || line.start === 0) {
        part = line.key;
        name = '';
      }
      if (part !== 'completed') continue;
      if (line.key === 'hackage') addHackage(graph, line, undefined);
      else if (line.key === 'name') name = line.value;
      else if (line.key === 'version' && isName(name)) addPlain(graph, name, line);
    }
    yield* graph.observations(file);
  },
};

/** `stack.yaml`: the packages of `extra-deps`, which the project itself asks for (Stack, "Pantry", package locations). */
export const stackYamlAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/haskell-stack',
  revision: 1,
  title: 'Haskell packages of a Stack project',
  claims: [{ basename: 'stack.yaml' }],
  *analyze(file) {
    yield* extraDependencies(file);
  },
};

function* extraDependencies(file: FileView): Iterable<Observation> {
  const graph = new LockGraph();
  let isInside = false;
  for (const line of yamlLines(file.text())) {
    if (line.column === 0) isInside = line.key === 'extra-deps';
    if (isInside && line.column === 0) addFlow(graph, line);
    else if (isInside && line.isItem && line.key === '') addHackage(graph, line, true);
  }
  yield* graph.observations(file);
}

/** `extra-deps: [a-1.0, b-2.0]` */
function addFlow(graph: LockGraph, line: YamlLine): void {
  if (!line.value.startsWith('[')) return;
  for (const value of line.value.slice(1).split(/[\],]/))
    addHackage(graph, { ...line, value: value.trim() }, true);
}

/** `NAME-VERSION`, perhaps with `@sha256:HASH,SIZE` or `@rev:N` behind it. */
function addHackage(graph: LockGraph, line: YamlLine, direct: true | undefined): void {
  const id = parseHackageId(line.value.split('@', 1)[0] ?? '');
  if (id === undefined) return;
  const facts = hackageFacts(id, 'declared');
  graph.add({ ...facts, ...(direct !== undefined && { direct }) }, line.number);
}

function addPlain(graph: LockGraph, name: string, line: YamlLine): void {
  if (/^\d+(?:\.\d+){0,20}$/.test(line.value))
    graph.add(hackageFacts({ name, version: line.value }, 'declared'), line.number);
}
