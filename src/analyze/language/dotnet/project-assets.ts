import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Requirement } from '#model/component.ts';
import { LockGraph } from '../lock-graph.ts';
import { requiresOf, textOf } from '../package-component.ts';
import { base64Hash, hashesOf } from '../package-hash.ts';
import { nugetPurl } from '../package-url.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * obj/project.assets.json, where NuGet notes what it restored for a project, by target framework: packages with what each asks
 * for, their hashes, and what the project asks for itself. Other projects of the solution are left out.
 */
export const projectAssetsAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/dotnet-project-assets',
  revision: 1,
  title: '.NET packages restored for a project',
  claims: [{ basename: 'project.assets.json' }],
  *analyze(file) {
    const assets = parseJson(file.text(), 'project.assets.json');
    if (!isRecord(assets))
      throw new CaissonError('input.malformed', 'project.assets.json is not an object');
    const libraries = recordOf(assets['libraries']);
    const direct = directNames(assets['projectFileDependencyGroups']);
    const graph = new LockGraph();
    for (const target of Object.values(recordOf(assets['targets'])))
      if (isRecord(target)) addTarget(graph, target, { libraries, direct });
    yield* graph.observations(file);
  },
};

interface Context {
  readonly libraries: Fields;
  readonly direct: ReadonlySet<string>;
}

function addTarget(graph: LockGraph, target: Fields, { libraries, direct }: Context): void {
  const packages = Object.entries(target).flatMap(([key, fields]) => packageOf(key, fields));
  const byName = new Map(packages.map(({ name, purl }) => [name.toLowerCase(), purl]));
  for (const { key, name, version, purl, fields } of packages) {
    const requires = requirementsOf(fields);
    const library = Object.hasOwn(libraries, key) ? recordOf(libraries[key]) : {};
    graph.add({
      purl,
      name,
      version,
      ecosystem: 'nuget',
      presence: 'declared',
      direct: direct.has(name.toLowerCase()),
      ...hashesOf([base64Hash('sha512', library['sha512'])]),
      ...requiresOf(requires),
    });
    for (const { name: required } of requires) {
      const to = byName.get(required.toLowerCase());
      if (to !== undefined) graph.relate(purl, to);
    }
  }
}

function packageOf(key: string, value: unknown) {
  const fields = recordOf(value);
  const [name, version] = key.split('/', 2).map(textOf);
  if (name === undefined || version === undefined || fields['type'] !== 'package') return [];
  return [{ key, name, version, fields, purl: nugetPurl(name, version) }];
}

function requirementsOf(fields: Fields): readonly Requirement[] {
  return Object.entries(recordOf(fields['dependencies'])).flatMap(([key, value]) => {
    const name = textOf(key);
    const range = textOf(value);
    return name === undefined ? [] : [{ name, ...(range !== undefined && { range }) }];
  });
}

/** `"Newtonsoft.Json >= 13.0.1"` by framework. */
function directNames(groups: unknown): ReadonlySet<string> {
  const lines = Object.values(recordOf(groups)).flatMap((list): readonly unknown[] =>
    Array.isArray(list) ? list : [],
  );
  return new Set(
    lines.flatMap((line) =>
      typeof line === 'string' ? (line.split(' ')[0]?.toLowerCase() ?? []) : [],
    ),
  );
}

function recordOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}
