import type { Analyzer } from '#contract/analyzer.ts';
import { listOf, mappingOf, readBlockYaml, yamlText } from '../block-yaml.ts';
import type { YamlValue } from '../block-yaml-value.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { pypiPurl } from '../package-url.ts';
import { pinnedVersion, tryParseRequirement } from '../python/requirement.ts';
import { channelName, condaFacts } from './conda-package.ts';

/**
 * environment.yml of conda (and MLflow's conda.yaml): `dependencies` are specifications `NAME=VERSION=BUILD`, and below `pip`
 * requirements for Python. What is not pinned is a component without a version: it will be there, nobody knows which.
 */
export const condaEnvironmentAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/conda-environment',
  revision: 1,
  title: 'conda packages of an environment file',
  claims: [
    { suffix: 'environment.yml' },
    { suffix: 'environment.yaml' },
    { basename: 'conda.yml' },
    { basename: 'conda.yaml' },
  ],
  *analyze(file, scope) {
    const text = file.text();
    // Many other tools have files of these names.
    if (!/^dependencies:/m.test(text)) return;
    const graph = new LockGraph();
    for (const entry of listOf(
      mappingOf(readBlockYaml(text, scope.limits.maxDepth))['dependencies'],
    ))
      addDependency(graph, entry);
    yield* graph.observations(file);
  },
};

function addDependency(graph: LockGraph, entry: YamlValue): void {
  if (typeof entry === 'string') return addConda(graph, entry);
  for (const text of listOf(mappingOf(entry)['pip'])) addPython(graph, yamlText(text) ?? '');
}

/** `channel::name=version=build`, `name==version`, `name>=1`, `name 1.0 build`. */
function addConda(graph: LockGraph, text: string): void {
  const at = text.indexOf('::');
  const channel = channelName(text.slice(0, Math.max(at, 0)).slice(0, 200));
  const rest = (at < 0 ? text : text.slice(at + 2)).slice(0, 600).trim();
  const name = textOf(/^[A-Za-z0-9_][\w.-]*/.exec(rest)?.[0]);
  if (name === undefined) return;
  const identity = { name, channel, subdir: '', ...pinOf(rest.slice(name.length)) };
  graph.add({ ...condaFacts(identity, 'declared'), direct: true });
}

/** Stars, commas and comparisons leave a choice: then both are empty. */
function pinOf(text: string): { readonly version: string; readonly build: string } {
  const [version = '', build = ''] = text.split(/[=\s]/).filter((part) => part !== '');
  if (!/^[0-9A-Za-z][\w.!+-]*$/.test(version)) return { version: '', build: '' };
  return { version, build: /^\w+$/.test(build) ? build : '' };
}

function addPython(graph: LockGraph, text: string): void {
  const requirement = text.startsWith('-') ? undefined : tryParseRequirement(text);
  if (requirement === undefined) return;
  const { name } = requirement;
  const version = pinnedVersion(requirement.range);
  graph.add({
    purl: pypiPurl(name, version),
    name,
    version,
    ecosystem: 'pypi',
    presence: 'declared',
    direct: true,
  });
}
