import type { Analyzer } from '#contract/analyzer.ts';
import type { Requirement } from '#model/component.ts';
import { LockGraph } from '../lock-graph.ts';
import { type PackageFacts, requiresOf, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { hexFacts, isHexName } from './hex-component.ts';
import { listTerm, readTerms, type Term, textTerm } from './terms.ts';

/**
 * mix.lock of Elixir: a map from application to `{:hex, package, version, checksum, managers, requirements, repository,
 * outer checksum}` or `{:git, url, commit, options}`. Packages from git have a commit and no version.
 */
export const mixLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/elixir-mix-lock',
  revision: 1,
  title: 'Elixir packages locked by mix',
  claims: [{ basename: 'mix.lock' }],
  *analyze(file, scope) {
    const map = listTerm(readTerms(file.text(), 'elixir', scope.limits.maxDepth)[0]);
    const locked = map.flatMap((term, index) => lockedOf(map[index - 1], term));
    const purls = new Map(locked.map(({ application, facts }) => [application, facts.purl]));
    const graph = new LockGraph();
    for (const { facts } of locked) {
      graph.add(facts);
      for (const { name, scope: how } of facts.requires ?? []) {
        const to = purls.get(name);
        if (to !== undefined) graph.relate(facts.purl, to, how);
      }
    }
    yield* graph.observations(file);
  },
};

interface Locked {
  readonly application: string;
  readonly facts: PackageFacts;
}

function lockedOf(key: Term | undefined, term: Term): readonly Locked[] {
  const application = textTerm(key) ?? '';
  const [kind, first, second, checksum, , requirements, repository, outer] = listTerm(term);
  if (!isHexName(application)) return [];
  if (kind === 'git') return [{ application, facts: hexFacts(application, '') }];
  const name = textTerm(first) ?? '';
  const version = textOf(textTerm(second));
  if (kind !== 'hex' || !isHexName(name) || version === undefined) return [];
  return [
    {
      application,
      facts: {
        ...hexFacts(name, version, organizationOf(repository)),
        ...hashesOf([hexHash('sha256', textTerm(outer) ?? textTerm(checksum))]),
        ...requiresOf(listTerm(requirements).flatMap(requirementOf)),
      },
    },
  ];
}

/** Private packages come from `hexpm:ORGANIZATION`. */
function organizationOf(repository: Term | undefined): string | undefined {
  return /^hexpm:(\w{1,100})$/.exec(textTerm(repository) ?? '')?.[1];
}

/** `{:application, "~> 1.0", [hex: :package, repo: "hexpm", optional: false]}`. */
function requirementOf(term: Term): readonly Requirement[] {
  const [application, wanted, options] = listTerm(term);
  const name = textTerm(application);
  if (name === undefined || !isHexName(name)) return [];
  const flags = listTerm(options);
  const range = textOf(textTerm(wanted));
  const isOptional = flags[flags.indexOf('optional') + 1] === 'true';
  return [
    {
      name,
      ...(range !== undefined && { range }),
      ...(isOptional && { scope: 'optional' as const }),
    },
  ];
}
