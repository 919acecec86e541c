import type { Analyzer } from '#contract/analyzer.ts';
import type { Requirement } from '#model/component.ts';
import { packageKey } from '#model/package-key.ts';
import { listOf, mappingOf, readBlockYaml, yamlText } from '../block-yaml.ts';
import type { YamlMapping, YamlValue } from '../block-yaml-value.ts';
import { licensesOf } from '../license.ts';
import { LockGraph } from '../lock-graph.ts';
import { type PackageFacts, requiresOf, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { pypiPurl } from '../package-url.ts';
import { tryParseRequirement } from '../python/requirement.ts';
import { condaFacts, identityOfUrl, matchSpec } from './conda-package.ts';

/**
 * pixi.lock, versions 4 to 6: `packages` lists those of conda (named by their URL since version 6) and of PyPI for all
 * environments and platforms. The project itself, a path, is left out.
 */
export const pixiLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/conda-pixi-lock',
  revision: 1,
  title: 'conda packages locked by pixi',
  claims: [{ basename: 'pixi.lock' }],
  *analyze(file, scope) {
    const lock = mappingOf(readBlockYaml(file.text(), scope.limits.maxDepth));
    const packages = listOf(lock['packages']).flatMap((value) => factsOf(mappingOf(value)));
    const byName = Map.groupBy(packages, keyOf);
    const graph = new LockGraph();
    for (const facts of packages) {
      graph.add(facts);
      for (const { name } of facts.requires ?? []) {
        // Python distributions also live on conda packages of the same name.
        const targets = byName.get(keyOf({ ...facts, name })) ?? byName.get(`conda\0${name}`) ?? [];
        for (const to of targets.slice(0, maxCandidates)) graph.relate(facts.purl, to.purl);
      }
    }
    yield* graph.observations(file);
  },
};

/** Versions of one name that an edge may lead to: one for each platform. */
const maxCandidates = 16;

function keyOf({ ecosystem, name }: PackageFacts): string {
  return `${ecosystem}\0${packageKey(ecosystem, name)}`;
}

function factsOf(fields: YamlMapping): readonly PackageFacts[] {
  const kind = yamlText(fields['kind']);
  const conda =
    yamlText(fields['conda']) ?? (kind === 'conda' ? yamlText(fields['url']) : undefined);
  if (conda !== undefined || kind === 'conda') return condaPackage(fields, conda ?? '');
  return pythonPackage(fields, yamlText(fields['pypi']) ?? yamlText(fields['url']) ?? '');
}

function condaPackage(fields: YamlMapping, url: string): readonly PackageFacts[] {
  const known = identityOfUrl(url) ?? { name: '', version: '', build: '', channel: '', subdir: '' };
  const [name = '', version = '', build = '', subdir = ''] = (
    ['name', 'version', 'build', 'subdir'] as const
  ).map((field) => textOf(fields[field]) ?? known[field]);
  if (name === '') return [];
  const identity = { name, version, build, channel: known.channel, subdir };
  return [
    {
      ...condaFacts(identity, 'declared'),
      ...licensesOf([fields['license']]),
      ...hashesOf([hexHash('sha256', fields['sha256']), hexHash('md5', fields['md5'])]),
      ...requiresOf(textsOf(fields['depends']).flatMap((text) => matchSpec(text) ?? [])),
    },
  ];
}

function pythonPackage(fields: YamlMapping, url: string): readonly PackageFacts[] {
  const name = textOf(fields['name']);
  const version = textOf(fields['version']) ?? '';
  if (name === undefined || /^\.{0,2}(?:\/|$)/.test(url)) return [];
  return [
    {
      purl: pypiPurl(name, version),
      name,
      version,
      ecosystem: 'pypi',
      presence: 'declared',
      ...hashesOf([hexHash('sha256', fields['sha256'])]),
      ...requiresOf(textsOf(fields['requires_dist']).flatMap(pythonRequirement)),
    },
  ];
}

/** Extras are asked for by name only; they are no requirement of the package itself. */
function pythonRequirement(text: string): readonly Requirement[] {
  const parsed = tryParseRequirement(text);
  if (parsed === undefined || /\bextra\b/.test(parsed.marker)) return [];
  return [parsed.range === '' ? { name: parsed.name } : { name: parsed.name, range: parsed.range }];
}

function textsOf(value: YamlValue | undefined): readonly string[] {
  return listOf(value).flatMap((item) => yamlText(item) ?? []);
}
