import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { LockGraph } from '../lock-graph.ts';
import { plainJson } from '../npm/jsonc.ts';
import { isBelowNodeModules } from '../npm/package-path.ts';
import { denoName, parseSpecifier } from './deno-names.ts';

/**
 * deno.json and deno.jsonc: what the project imports from npm and JSR. A range leaves the version empty; the lock file beside
 * it knows the versions.
 */
export const denoJsonAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/deno-manifest',
  revision: 1,
  title: 'packages that a deno.json imports',
  claims: [{ basename: 'deno.json' }, { basename: 'deno.jsonc' }, { basename: 'import_map.json' }],
  *analyze(file) {
    if (isBelowNodeModules(file.path)) return;
    const manifest = parseJson(plainJson(file.text()), 'deno.json');
    if (!isRecord(manifest)) return;
    const scopes = isRecord(manifest['scopes']) ? Object.values(manifest['scopes']) : [];
    const graph = new LockGraph();
    for (const table of [manifest['imports'], ...scopes])
      for (const target of isRecord(table) ? Object.values(table) : []) addImport(graph, target);
    yield* graph.observations(file);
  },
};

function addImport(graph: LockGraph, target: unknown): void {
  const specifier = typeof target === 'string' ? parseSpecifier(target) : undefined;
  if (specifier === undefined) return;
  const { ecosystem, name, range } = specifier;
  const version = /^\d+\.\d+\.\d+[\w.+-]*$/.test(range) ? range : '*';
  const locked = denoName(ecosystem, `${name}@${version}`);
  if (locked !== undefined) graph.add({ ...locked, presence: 'declared', direct: true });
}
