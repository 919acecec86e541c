import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { isRecord } from '#kit/json.ts';
import type { Observation } from '#model/observation.ts';
import { parseBoundedToml } from '../bounded-toml.ts';
import { LockGraph } from '../lock-graph.ts';
import { packageGap, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { juliaFacts, uuidOf } from './julia-package.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Entry {
  readonly name: string;
  readonly uuid: string;
  readonly fields: Fields;
  readonly purl: string;
}

/**
 * `Manifest.toml` of Julia's package manager (Pkg, "Manifest.toml"): format 1 has the packages at the top, format 2 below
 * `deps`; each name holds a list, as several packages may share it. Standard libraries have no tree hash.
 */
export const juliaManifestAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/julia-manifest',
  revision: 1,
  title: 'Julia packages of a manifest',
  claims: [
    { basename: 'Manifest.toml' },
    { basename: 'JuliaManifest.toml' },
    ...['1.6', '1.7', '1.8', '1.9', '1.10', '1.11', '1.12', '1.13', '1.14'].map((version) => ({
      basename: `Manifest-v${version}.toml`,
    })),
  ],
  *analyze(file) {
    const document = parseBoundedToml(file);
    const isSecond = document['manifest_format'] !== undefined;
    const packages = isSecond ? document['deps'] : document;
    if (!isRecord(packages)) return;
    yield* observationsOf(file, packages);
  },
};

function* observationsOf(file: FileView, packages: Fields): Iterable<Observation> {
  const graph = new LockGraph();
  const entries: Entry[] = [];
  let incomplete = 0;
  for (const [name, list] of Object.entries(packages)) {
    for (const fields of Array.isArray(list) ? list.filter(isRecord) : []) {
      const entry = entryOf(graph, name, fields);
      if (entry === undefined) incomplete += 1;
      else entries.push(entry);
    }
  }
  relate(graph, entries);
  yield* graph.observations(file);
  if (incomplete > 0)
    yield packageGap(file, 'malformed', `${incomplete} packages without name or UUID`);
}

function relate(graph: LockGraph, entries: readonly Entry[]): void {
  const byUuid = new Map(entries.map(({ uuid, purl }) => [uuid, purl]));
  const byName = Map.groupBy(entries, ({ name }) => name);
  for (const { fields, purl } of entries) {
    for (const wanted of dependenciesOf(fields['deps'])) {
      const to = byUuid.get(wanted) ?? byName.get(wanted)?.[0]?.purl;
      if (to !== undefined) graph.relate(purl, to);
    }
  }
}

function entryOf(graph: LockGraph, key: string, fields: Fields): Entry | undefined {
  const name = textOf(key);
  const uuid = uuidOf(fields['uuid']);
  if (name === undefined || uuid === undefined) return undefined;
  const version = textOf(fields['version']) ?? '';
  const tree = fields['git-tree-sha1'];
  const facts = juliaFacts({ name, uuid, version }, 'declared');
  graph.add({
    ...facts,
    ...(tree === undefined && fields['path'] === undefined && { scopes: ['bundled'] as const }),
    ...hashesOf([hexHash('sha1', tree)]),
  });
  return { name, uuid, fields, purl: facts.purl };
}

/** A list of names, or names with UUIDs where a name alone is not clear. */
function dependenciesOf(deps: unknown): readonly string[] {
  if (Array.isArray(deps)) return deps.filter((name) => typeof name === 'string');
  if (!isRecord(deps)) return [];
  return Object.values(deps).flatMap((uuid) => uuidOf(uuid) ?? []);
}
