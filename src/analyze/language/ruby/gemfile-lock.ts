import type { Analyzer } from '#contract/analyzer.ts';
import type { Hash, Requirement } from '#model/component.ts';
import { captured } from '../captured.ts';
import { LockGraph } from '../lock-graph.ts';
import { requiresOf, textOf } from '../package-component.ts';
import { hashesOf, prefixedHash } from '../package-hash.ts';
import { gemPurl } from '../package-url.ts';

/**
 * Gemfile.lock and gems.locked of bundler: the specs of the GEM, GIT, PATH and PLUGIN SOURCE sections at four blanks, what
 * each asks for at six, and the CHECKSUMS section. A version may be followed by a platform: `1.13.9-x86_64-linux`.
 */
export const gemfileLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/ruby-gemfile-lock',
  revision: 2,
  title: 'gems locked by bundler',
  claims: [
    { basename: 'Gemfile.lock' },
    { basename: 'Gemfile.next.lock' },
    { basename: 'gems.locked' },
  ],
  *analyze(file) {
    const lock = readLock(file.text());
    const byName = Map.groupBy(lock.specs, ({ name }) => name);
    const graph = new LockGraph();
    for (const spec of lock.specs) {
      const { name, version } = spec;
      graph.add(
        {
          purl: spec.purl,
          name,
          version,
          ecosystem: 'gem',
          presence: 'declared',
          ...(lock.direct.size > 0 && { direct: lock.direct.has(name) }),
          ...hashesOf(lock.checksums.get(spec.purl) ?? []),
          ...requiresOf(spec.requires),
        },
        spec.line,
      );
      for (const required of spec.requires) {
        const to = choose(byName.get(required.name), spec.platform);
        if (to !== undefined) graph.relate(spec.purl, to.purl);
      }
    }
    yield* graph.observations(file);
  },
};

interface Spec {
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  readonly purl: string;
  readonly line: number;
  readonly requires: Requirement[];
}

interface Lock {
  readonly specs: readonly Spec[];
  readonly checksums: ReadonlyMap<string, readonly Hash[]>;
  /** Names in the section DEPENDENCIES: what the Gemfile asks for. */
  readonly direct: ReadonlySet<string>;
}

function readLock(text: string): Lock {
  const specs: Spec[] = [];
  const checksums = new Map<string, readonly Hash[]>();
  const direct = new Set<string>();
  let section = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    if (/^[A-Z]/.test(line)) section = line;
    else if (section === 'DEPENDENCIES') direct.add(/^ {2}([^\s(!]{1,200})/.exec(line)?.[1] ?? '');
    else if (section === 'CHECKSUMS') readChecksum(checksums, line);
    else if (specSections.has(section)) readSpec(specs, line, index + 1);
  }
  return { specs, checksums, direct };
}

const specSections = new Set(['GEM', 'GIT', 'PATH', 'PLUGIN SOURCE']);

function readSpec(specs: Spec[], line: string, lineNumber: number): void {
  if (line.startsWith('      ')) {
    const [name, range = ''] = captured(/^ {6}([^\s(!]{1,200})(?: \(([^)]{1,200})\))?/, line) ?? [];
    if (name !== undefined) specs.at(-1)?.requires.push(range === '' ? { name } : { name, range });
    return;
  }
  const spec = /^ {4}(\S.*)$/.exec(line)?.[1];
  const identity = spec === undefined ? undefined : identityOf(spec);
  if (identity !== undefined) specs.push({ ...identity, line: lineNumber, requires: [] });
}

/** `NAME (VERSION[-PLATFORM])` at the start of a text. */
function identityOf(text: string): Omit<Spec, 'line' | 'requires'> | undefined {
  const match = /^([^\s(]{1,200}) \(([^\s()-]{1,100})(?:-([^\s()]{1,100}))?\)/.exec(text);
  const name = textOf(match?.[1]);
  const version = textOf(match?.[2]);
  if (name === undefined || version === undefined) return undefined;
  const platform = match?.[3] ?? 'ruby';
  return { name, version, platform, purl: gemPurl(name, version, platform) };
}

function readChecksum(checksums: Map<string, readonly Hash[]>, line: string): void {
  const identity = identityOf(line.trimStart());
  const hash = prefixedHash(/\) (\S+)$/.exec(line.slice(0, 600))?.[1], '=');
  if (identity !== undefined && hash !== undefined) checksums.set(identity.purl, [hash]);
}

/** A gem asks for another of its own platform, else for the one that runs anywhere. */
function choose(candidates: readonly Spec[] | undefined, platform: string): Spec | undefined {
  if (candidates === undefined || candidates.length > 100) return candidates?.[0];
  return (
    candidates.find((candidate) => candidate.platform === platform) ??
    candidates.find((candidate) => candidate.platform === 'ruby') ??
    candidates[0]
  );
}
