import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { githubFacts } from '../github-actions/github-purl.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `flake.lock` (Nix manual, "nix flake", lock files), versions 5 to 7: inputs that come from GitHub at a commit. `root`
 * names the node of the flake itself, whose inputs are direct; a list in place of a name is a path of inputs from there.
 */
export const flakeLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/nix-flake-lock',
  revision: 1,
  title: 'inputs locked by a Nix flake',
  claims: [{ basename: 'flake.lock' }],
  *analyze(file) {
    const lock = parseJson(file.text(), 'flake.lock');
    const nodes = isRecord(lock) ? lock['nodes'] : undefined;
    if (!isRecord(lock) || !isRecord(nodes))
      throw new CaissonError('input.malformed', 'flake.lock holds no nodes');
    const root = typeof lock['root'] === 'string' ? lock['root'] : 'root';
    yield* graphOf(nodes, root).observations(file);
  },
};

function graphOf(nodes: Fields, root: string): LockGraph {
  const direct = new Set(inputsOf(nodes, root));
  const graph = new LockGraph();
  const purls = new Map<string, string>();
  for (const [key, node] of Object.entries(nodes)) {
    const facts = isRecord(node) ? githubInput(node) : undefined;
    if (facts === undefined) continue;
    purls.set(key, facts.purl);
    graph.add({ ...facts, direct: direct.has(key) });
  }
  for (const [key, from] of purls)
    for (const input of inputsOf(nodes, key)) {
      const to = purls.get(input);
      if (to !== undefined) graph.relate(from, to);
    }
  return graph;
}

function githubInput(node: Fields): ReturnType<typeof githubFacts> | undefined {
  const locked = node['locked'];
  if (!isRecord(locked) || locked['type'] !== 'github') return undefined;
  const owner = textOf(locked['owner']);
  const repository = textOf(locked['repo']);
  const version = textOf(locked['rev']);
  if (owner === undefined || repository === undefined || version === undefined) return undefined;
  return githubFacts({ owner, repository, version });
}

/** Names of the nodes that a node has as inputs; what follows another input is not followed. */
function inputsOf(nodes: Fields, key: string): readonly string[] {
  const node = Object.hasOwn(nodes, key) ? nodes[key] : undefined;
  const inputs = isRecord(node) ? node['inputs'] : undefined;
  return isRecord(inputs) ? Object.values(inputs).filter((input) => typeof input === 'string') : [];
}
