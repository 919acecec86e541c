import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Component } from '#model/component.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { nugetPurl } from '../package-url.ts';
import { isNugetName } from './nuget-range.ts';

/** .config/dotnet-tools.json: packages with command-line tools that a repository uses in its own exact versions. */
export const dotnetToolsAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/dotnet-tools',
  revision: 1,
  title: '.NET tools of a repository',
  claims: [{ basename: 'dotnet-tools.json' }],
  *analyze(file) {
    const manifest = parseJson(file.text(), 'dotnet-tools.json');
    const tools = isRecord(manifest) && isRecord(manifest['tools']) ? manifest['tools'] : {};
    const graph = new LockGraph();
    for (const [name, fields] of Object.entries(tools)) {
      const version = isRecord(fields) ? textOf(fields['version']) : undefined;
      if (version !== undefined)
        add(graph, name, version, { presence: 'declared', direct: true, scopes: ['build'] });
    }
    yield* graph.observations(file);
  },
};

/**
 * APP.runtimeconfig.json: the shared frameworks that a built application asks the machine for (`framework`, `frameworks`), or
 * brings along (`includedFrameworks`). The version is what it was built for; the host may choose a later patch.
 */
export const runtimeConfigAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/dotnet-runtime-config',
  revision: 1,
  title: '.NET frameworks that applications ask for',
  claims: [{ suffix: '.runtimeconfig.json' }],
  *analyze(file: FileView) {
    const config = parseJson(file.text(), 'the runtimeconfig.json');
    const options = isRecord(config) ? config['runtimeOptions'] : undefined;
    if (!isRecord(options)) return;
    const graph = new LockGraph();
    for (const framework of [options['framework'], ...listOf(options['frameworks'])])
      addFramework(graph, framework, 'declared');
    for (const framework of listOf(options['includedFrameworks']))
      addFramework(graph, framework, 'installed');
    yield* graph.observations(file);
  },
};

function addFramework(graph: LockGraph, value: unknown, presence: Component['presence']): void {
  const name = isRecord(value) ? textOf(value['name']) : undefined;
  const version = isRecord(value) ? textOf(value['version']) : undefined;
  if (name !== undefined && version !== undefined) add(graph, name, version, { presence });
}

function add(
  graph: LockGraph,
  name: string,
  version: string,
  facts: Pick<Component, 'presence' | 'direct' | 'scopes'>,
): void {
  if (!isNugetName(name) || !/^\d/.test(version)) return;
  graph.add({ purl: nugetPurl(name, version), name, version, ecosystem: 'nuget', ...facts });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
