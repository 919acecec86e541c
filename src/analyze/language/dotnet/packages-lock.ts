import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { LockGraph } from '../lock-graph.ts';
import { rangesOf } from '../npm/lock-ranges.ts';
import { textOf } from '../package-component.ts';
import { base64Hash, hashesOf } from '../package-hash.ts';
import { nugetPurl } from '../package-url.ts';

type Fields = Readonly<Record<string, unknown>>;

/** packages.lock.json of NuGet, versions 1 and 2: packages by target framework; projects of the solution are left out. */
export const packagesLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/dotnet-packages-lock',
  revision: 2,
  title: '.NET packages locked by NuGet',
  claims: [{ basename: 'packages.lock.json' }],
  *analyze(file) {
    const lock = parseJson(file.text(), 'packages.lock.json');
    if (!isRecord(lock))
      throw new CaissonError('input.malformed', 'packages.lock.json is not an object');
    const graph = new LockGraph();
    const targets = isRecord(lock['dependencies']) ? Object.values(lock['dependencies']) : [];
    for (const target of targets) if (isRecord(target)) addTarget(graph, target);
    yield* graph.observations(file);
  },
};

function addTarget(graph: LockGraph, target: Fields): void {
  const purls = new Map<string, string>();
  const packages = Object.entries(target).flatMap(([name, fields]) => {
    const version = isRecord(fields) ? textOf(fields['resolved']) : undefined;
    if (!isRecord(fields) || textOf(name) === undefined || version === undefined) return [];
    return [{ name, version, fields, purl: nugetPurl(name, version) }];
  });
  for (const { name, version, fields, purl } of packages) {
    purls.set(name.toLowerCase(), purl);
    graph.add({
      purl,
      name,
      version,
      ecosystem: 'nuget',
      presence: 'declared',
      ...(typeof fields['type'] === 'string' && { direct: fields['type'] === 'Direct' }),
      ...hashesOf([base64Hash('sha512', fields['contentHash'])]),
      ...rangesOf(fields, [['dependencies', undefined]]),
    });
  }
  for (const { fields, purl } of packages) {
    const required = isRecord(fields['dependencies']) ? Object.keys(fields['dependencies']) : [];
    for (const name of required) {
      const to = purls.get(name.toLowerCase());
      if (to !== undefined) graph.relate(purl, to);
    }
  }
}
