import type { Analyzer } from '#contract/analyzer.ts';
import type { Requirement } from '#model/component.ts';
import { listOf, mappingOf, readBlockYaml, yamlText } from '../block-yaml.ts';
import type { YamlMapping, YamlValue } from '../block-yaml-value.ts';
import { LockGraph, scopesOf } from '../lock-graph.ts';
import { type PackageFacts, requiresOf, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { pypiPurl } from '../package-url.ts';
import { condaFacts, identityOfUrl } from './conda-package.ts';

/**
 * conda-lock.yml of conda-lock, version 1: one list for all platforms, with packages of conda and of pip, their hashes, and
 * what each asks for by name. Categories other than `main` are for development.
 */
export const condaLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/conda-lock',
  revision: 1,
  title: 'conda packages locked by conda-lock',
  claims: [{ suffix: 'conda-lock.yml' }, { suffix: 'conda-lock.yaml' }],
  *analyze(file, scope) {
    const lock = mappingOf(readBlockYaml(file.text(), scope.limits.maxDepth));
    const entries = listOf(lock['package']).flatMap(entryOf);
    const byName = new Map(entries.map(({ key, facts }) => [key, facts.purl]));
    const graph = new LockGraph();
    for (const { facts, platform } of entries) {
      graph.add(facts);
      for (const { name } of facts.requires ?? []) {
        const to = byName.get(`${platform}\0${name}`);
        if (to !== undefined) graph.relate(facts.purl, to);
      }
    }
    yield* graph.observations(file);
  },
};

interface Entry {
  readonly key: string;
  readonly platform: string;
  readonly facts: PackageFacts;
}

function entryOf(value: YamlValue): readonly Entry[] {
  const fields = mappingOf(value);
  const name = textOf(fields['name']);
  const platform = yamlText(fields['platform']) ?? '';
  if (name === undefined) return [];
  const facts = {
    ...identityOf(fields, name, platform),
    ...scopesOf({
      dev: (yamlText(fields['category']) ?? 'main') !== 'main',
      optional: fields['optional'] === 'true',
    }),
    ...hashes(fields),
    ...requiresOf(requirements(fields)),
  };
  return [{ key: `${platform}\0${name}`, platform, facts }];
}

function identityOf(fields: YamlMapping, name: string, platform: string): PackageFacts {
  const version = textOf(fields['version']) ?? '';
  if (fields['manager'] === 'pip')
    return {
      purl: pypiPurl(name, version),
      name,
      version,
      ecosystem: 'pypi',
      presence: 'declared',
    };
  const url = identityOfUrl(yamlText(fields['url']) ?? '');
  const identity = url ?? { build: textOf(fields['build']) ?? '', channel: '', subdir: platform };
  return condaFacts({ ...identity, name, version }, 'declared');
}

function hashes(fields: YamlMapping): ReturnType<typeof hashesOf> {
  const hash = mappingOf(fields['hash']);
  return hashesOf([hexHash('sha256', hash['sha256']), hexHash('md5', hash['md5'])]);
}

function requirements(fields: YamlMapping): readonly Requirement[] {
  return Object.entries(mappingOf(fields['dependencies'])).flatMap(([key, value]) => {
    const name = textOf(key);
    const range = textOf(value);
    if (name === undefined) return [];
    return [range === undefined || range === '*' ? { name } : { name, range }];
  });
}
