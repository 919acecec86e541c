import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord } from '#kit/json.ts';
import { parseBoundedToml } from '../bounded-toml.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { hexFacts, isHexName } from './hex-component.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * manifest.toml of Gleam: a list of inline tables with name, version, source and the names of what each asks for;
 * `[requirements]` is what the project asks for. Packages on disk are the project's own.
 */
export const gleamManifestAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/gleam-manifest',
  revision: 1,
  title: 'Gleam packages of a manifest.toml',
  claims: [{ basename: 'manifest.toml' }],
  *analyze(file) {
    const manifest = parseBoundedToml(file);
    const requirements = isRecord(manifest['requirements']) ? manifest['requirements'] : {};
    const list = manifest['packages'];
    const packages = (Array.isArray(list) ? list : []).filter(isRecord).flatMap(lockedOf);
    const purls = new Map(packages.map(({ name, purl }) => [name, purl]));
    const graph = new LockGraph();
    for (const { name, version, fields, purl } of packages) {
      graph.add({
        ...hexFacts(name, version),
        direct: Object.hasOwn(requirements, name),
        ...hashesOf([hexHash('sha256', fields['outer_checksum'])]),
      });
      for (const asked of namesOf(fields['requirements'])) {
        const to = purls.get(asked);
        if (to !== undefined) graph.relate(purl, to);
      }
    }
    yield* graph.observations(file);
  },
};

function lockedOf(fields: Fields) {
  const name = textOf(fields['name']);
  const source = fields['source'];
  // Other tools have a manifest.toml as well; only Gleam's packages name their source.
  if (name === undefined || !isHexName(name) || (source !== 'hex' && source !== 'git')) return [];
  const version = source === 'hex' ? (textOf(fields['version']) ?? '') : '';
  return [{ name, version, fields, purl: hexFacts(name, version).purl }];
}

function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
