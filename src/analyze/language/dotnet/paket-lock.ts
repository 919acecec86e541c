import type { Analyzer } from '#contract/analyzer.ts';
import type { Requirement } from '#model/component.ts';
import { LockGraph } from '../lock-graph.ts';
import { requiresOf, textOf } from '../package-component.ts';
import { nugetPurl } from '../package-url.ts';

/**
 * paket.lock of Paket: groups, in them sources; below `NUGET` packages stand at four blanks and what they ask for at six. Groups
 * named for building or testing are for development. Files from git are no packages.
 */
export const paketLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/dotnet-paket-lock',
  revision: 1,
  title: '.NET packages locked by Paket',
  claims: [{ basename: 'paket.lock' }],
  *analyze(file) {
    const packages = readPackages(file.text());
    const purls = new Map(packages.map((one) => [keyOf(one.group, one.name), one.purl]));
    const graph = new LockGraph();
    for (const { group, name, version, purl, line, requires } of packages) {
      const isDevelopment = /^(?:build|test|dev|tool|fake|lint)/i.test(group);
      graph.add(
        {
          purl,
          name,
          version,
          ecosystem: 'nuget',
          presence: 'declared',
          ...(isDevelopment && { scopes: ['dev'] }),
          ...requiresOf(requires),
        },
        line,
      );
      for (const required of requires) {
        const to = purls.get(keyOf(group, required.name));
        if (to !== undefined) graph.relate(purl, to);
      }
    }
    yield* graph.observations(file);
  },
};

interface Package {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly line: number;
  readonly requires: Requirement[];
}

function readPackages(text: string): readonly Package[] {
  const packages: Package[] = [];
  let group = '';
  let source = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd().slice(0, 2000);
    if (/^[A-Z]/.test(line)) {
      source = line;
      if (line.startsWith('GROUP ')) group = line.slice('GROUP '.length);
    } else if (source === 'NUGET') readLine(packages, line, { group, line: index + 1 });
  }
  return packages;
}

/** `    Name (1.2.3) - restriction: …` is a package, `      Name (>= 1.0)` what it asks for. */
function readLine(
  packages: Package[],
  text: string,
  place: { readonly group: string; readonly line: number },
): void {
  const match = /^( {4}| {6})(\S+)(?: \(([^)]*)\))?/.exec(text);
  const name = textOf(match?.[2]);
  const detail = textOf(match?.[3]);
  if (match === null || name === undefined) return;
  if (match[1]?.length === 6) {
    packages.at(-1)?.requires.push({ name, ...(detail !== undefined && { range: detail }) });
  } else if (detail !== undefined) {
    packages.push({ ...place, name, version: detail, purl: nugetPurl(name, detail), requires: [] });
  }
}

function keyOf(group: string, name: string): string {
  return `${group}\0${name.toLowerCase()}`;
}
