import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { LockGraph } from '../lock-graph.ts';
import { textOf } from '../package-component.ts';
import { base64Hash, hashesOf } from '../package-hash.ts';
import { nugetPurl } from '../package-url.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `APP.deps.json`, which the .NET build writes beside an application: its packages, the runtime of a self-contained
 * application, and the projects it was built from (`embedded`: they are the application). Packages that bring nothing
 * to the run-time target (analysers, reference assemblies) are not there and are left out, as Trivy does.
 */
export const depsJsonAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/dotnet-deps-json',
  revision: 2,
  title: '.NET packages of built applications',
  claims: [{ suffix: '.deps.json' }],
  *analyze(file) {
    const value = parseJson(file.text(), 'the deps.json');
    if (!isRecord(value))
      throw new CaissonError('input.malformed', 'the deps.json is not an object');
    const target = runtimeTarget(value);
    const direct = directPurls(value['libraries'], target);
    const graph = new LockGraph();
    for (const [key, library] of entriesOf(value['libraries'])) {
      const identity = identityOf(key);
      const presence = isRecord(library) ? presenceOf(library['type']) : undefined;
      if (identity === undefined || presence === undefined || !isRecord(library)) continue;
      if (!isAtRunTime(target, key)) continue;
      graph.add({
        ...identity,
        ecosystem: 'nuget',
        presence,
        ...(direct !== undefined &&
          presence !== 'embedded' && { direct: direct.has(identity.purl) }),
        ...hashesOf([sha512Of(library['sha512'])]),
      });
    }
    addEdges(graph, target);
    yield* graph.observations(file);
  },
};

/** What the projects ask for that the application was built from; `undefined` where none is listed. */
function directPurls(
  libraries: unknown,
  target: Fields | undefined,
): ReadonlySet<string> | undefined {
  const projects = entriesOf(libraries).filter(
    ([, library]) => isRecord(library) && presenceOf(library['type']) === 'embedded',
  );
  if (projects.length === 0) return undefined;
  return new Set(
    projects.flatMap(([key]) => {
      const library = target !== undefined && Object.hasOwn(target, key) ? target[key] : undefined;
      const asked = isRecord(library) ? entriesOf(library['dependencies']) : [];
      return asked.flatMap(
        ([name, version]) => identityOf(`${name}/${String(version)}`)?.purl ?? [],
      );
    }),
  );
}

/** The target that the host loads; `undefined` in old files that name none. */
function runtimeTarget(value: Fields): Fields | undefined {
  const named = value['runtimeTarget'];
  const name = isRecord(named) ? named['name'] : named;
  const targets = value['targets'];
  if (typeof name !== 'string' || !isRecord(targets) || !Object.hasOwn(targets, name)) return;
  const target = targets[name];
  return isRecord(target) ? target : undefined;
}

function presenceOf(type: unknown): 'installed' | 'embedded' | undefined {
  switch (typeof type === 'string' ? type.toLowerCase() : '') {
    case 'package':
    case 'runtimepack':
      return 'installed';
    case 'project':
      return 'embedded';
    default:
      return undefined;
  }
}

/** A library that the target does not list is kept: better one too many than one lost. */
function isAtRunTime(target: Fields | undefined, key: string): boolean {
  if (target === undefined || !Object.hasOwn(target, key)) return true;
  const library = target[key];
  if (!isRecord(library)) return true;
  return ['runtime', 'runtimeTargets', 'native'].some(
    (kind) => entriesOf(library[kind]).length > 0,
  );
}

/** The name of a runtime pack is that of its package behind a prefix of the SDK. */
function identityOf(
  key: string,
): { readonly purl: string; readonly name: string; readonly version: string } | undefined {
  const slash = key.indexOf('/');
  const name = textOf(key.slice(0, Math.max(slash, 0)).replace(/^runtimepack\./, ''));
  const version = textOf(key.slice(slash + 1));
  if (name === undefined || version === undefined) return undefined;
  return { purl: nugetPurl(name, version), name, version };
}

function sha512Of(value: unknown): ReturnType<typeof base64Hash> {
  const prefix = 'sha512-';
  if (typeof value !== 'string' || !value.startsWith(prefix)) return undefined;
  return base64Hash('sha512', value.slice(prefix.length));
}

function addEdges(graph: LockGraph, target: Fields | undefined): void {
  for (const [key, library] of entriesOf(target)) {
    const from = identityOf(key);
    if (from === undefined || !isRecord(library)) continue;
    for (const [name, version] of entriesOf(library['dependencies'])) {
      const to = identityOf(`${name}/${String(version)}`);
      if (to !== undefined) graph.relate(from.purl, to.purl);
    }
  }
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}
