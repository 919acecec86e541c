import type { Analyzer } from '#contract/analyzer.ts';
import type { Requirement } from '#model/component.ts';
import { listOf, mappingOf, readBlockYaml } from '../block-yaml.ts';
import type { YamlValue } from '../block-yaml-value.ts';
import { LockGraph } from '../lock-graph.ts';
import { type PackageFacts, requiresOf, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { plainPurl } from '../package-url.ts';

/**
 * Podfile.lock of CocoaPods: `PODS` lists every pod and subspec with what it asks for, `DEPENDENCIES` what the project asks
 * for, `SPEC CHECKSUMS` the SHA-1 of each specification.
 */
export const podfileLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/cocoapods-podfile-lock',
  revision: 1,
  title: 'pods locked by CocoaPods',
  claims: [{ basename: 'Podfile.lock' }, { directory: 'Pods/', suffix: 'Manifest.lock' }],
  *analyze(file, scope) {
    const lock = mappingOf(readBlockYaml(file.text(), scope.limits.maxDepth));
    const direct = new Set(
      listOf(lock['DEPENDENCIES']).flatMap((item) => referenceOf(item)?.name ?? []),
    );
    const checksums = mappingOf(lock['SPEC CHECKSUMS']);
    const pods = listOf(lock['PODS']).flatMap(podOf);
    const purls = new Map(pods.map(({ name, purl }) => [name, purl]));
    const graph = new LockGraph();
    for (const pod of pods) {
      const checksum = checksums[pod.name.split('/')[0] ?? ''];
      graph.add({
        ...pod,
        direct: direct.has(pod.name),
        ...hashesOf([hexHash('sha1', checksum)]),
      });
      for (const { name } of pod.requires ?? []) {
        const to = purls.get(name);
        if (to !== undefined) graph.relate(pod.purl, to);
      }
    }
    yield* graph.observations(file);
  },
};

/** `- Name (1.0)`, or a mapping with that key and the list of what it asks for. */
function podOf(item: YamlValue): readonly PackageFacts[] {
  const key = typeof item === 'string' ? item : Object.keys(mappingOf(item))[0];
  const reference = key === undefined ? undefined : referenceOf(key);
  if (key === undefined || reference?.detail === undefined) return [];
  const { name, detail: version } = reference;
  const slash = name.indexOf('/');
  const asked = typeof item === 'string' ? [] : listOf(mappingOf(item)[key]);
  const subspec = slash < 0 ? {} : { subpath: name.slice(slash + 1) };
  return [
    {
      purl: plainPurl('cocoapods', slash < 0 ? name : name.slice(0, slash), version, subspec),
      name,
      version,
      ecosystem: 'cocoapods',
      presence: 'declared',
      ...requiresOf(asked.flatMap(requirementOf)),
    },
  ];
}

function requirementOf(item: YamlValue): readonly Requirement[] {
  const reference = referenceOf(item);
  if (reference === undefined) return [];
  const { name, detail } = reference;
  return [detail === undefined ? { name } : { name, range: detail }];
}

/** `Name/Subspec (detail)`: a version in PODS, a range or the origin in other places. */
function referenceOf(
  item: YamlValue,
): { readonly name: string; readonly detail?: string } | undefined {
  if (typeof item !== 'string' || item.length > 1000) return undefined;
  const match = /^([^\s(]+)(?:\s+\(([^)]*)\))?$/.exec(item.trim());
  const name = textOf(match?.[1]);
  const detail = textOf(match?.[2]);
  if (name === undefined || name.startsWith('/') || name.endsWith('/')) return undefined;
  return detail === undefined ? { name } : { name, detail };
}
