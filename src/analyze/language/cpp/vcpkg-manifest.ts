import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { isPortName, splitPortVersion, vcpkgFacts } from './vcpkg-package.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * vcpkg.json of a project: the ports it asks for, with the versions that `overrides` pin. The baseline that decides about the
 * others stands in another repository, so their version is empty. Manifests of the ports themselves are passed over.
 */
export const vcpkgManifestAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/vcpkg-manifest',
  revision: 1,
  title: 'C and C++ ports of a vcpkg.json',
  claims: [{ basename: 'vcpkg.json' }],
  *analyze(file) {
    if (/\/(?:ports|vcpkg_installed|buildtrees)\//.test(file.path)) return;
    const manifest = parseJson(file.text(), 'vcpkg.json');
    if (!isRecord(manifest)) return;
    const pins = new Map(listOf(manifest['overrides']).flatMap(pinOf));
    const graph = new LockGraph();
    addAll(graph, manifest['dependencies'], pins);
    const features = isRecord(manifest['features']) ? Object.values(manifest['features']) : [];
    for (const feature of features)
      if (isRecord(feature)) addAll(graph, feature['dependencies'], pins);
    for (const [name, pin] of pins) graph.add(vcpkgFacts({ name, ...pin }, 'declared'));
    yield* graph.observations(file);
  },
};

type Pin = ReturnType<typeof splitPortVersion>;

/** The version stands under one of four names, by the scheme of the port; the port version apart or behind `#`. */
function pinOf(value: unknown): readonly (readonly [string, Pin])[] {
  if (!isRecord(value)) return [];
  const name = textOf(value['name']);
  const text = ['version', 'version-semver', 'version-date', 'version-string']
    .map((key) => textOf(value[key]))
    .find((version) => version !== undefined);
  if (name === undefined || !isPortName(name) || text === undefined) return [];
  const pin = splitPortVersion(text);
  const stated = value['port-version'];
  return [[name, typeof stated === 'number' ? { ...pin, portVersion: String(stated) } : pin]];
}

function addAll(graph: LockGraph, list: unknown, pins: ReadonlyMap<string, Pin>): void {
  for (const value of listOf(list)) {
    const fields: Fields = isRecord(value) ? value : { name: value };
    const name = textOf(fields['name']);
    if (name === undefined || !isPortName(name)) continue;
    const facts = vcpkgFacts({ name, version: '', ...pins.get(name) }, 'declared');
    graph.add({ ...facts, direct: true, ...(fields['host'] === true && { scopes: ['build'] }) });
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
