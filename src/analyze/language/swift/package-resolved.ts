import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { LockGraph } from '../lock-graph.ts';
import { type PackageFacts, textOf } from '../package-component.ts';
import { plainPurl } from '../package-url.ts';

/**
 * Package.resolved of the Swift package manager, versions 1 to 3: the repositories that a package was resolved to. It tells
 * nothing about who asks for them. A pin to a branch or a commit has no version.
 */
export const swiftResolvedAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/swift-package-resolved',
  revision: 1,
  title: 'Swift packages resolved by SwiftPM',
  claims: [{ basename: 'Package.resolved' }, { basename: '.package.resolved' }],
  *analyze(file) {
    const value = parseJson(file.text(), 'Package.resolved');
    const object = isRecord(value) && isRecord(value['object']) ? value['object'] : value;
    const pins = isRecord(object) ? object['pins'] : undefined;
    if (!Array.isArray(pins))
      throw new CaissonError('input.malformed', 'Package.resolved holds no list of pins');
    const graph = new LockGraph();
    for (const pin of pins.filter(isRecord)) {
      const state = isRecord(pin['state']) ? pin['state'] : {};
      const facts = swiftFacts(
        pin['location'] ?? pin['repositoryURL'],
        textOf(state['version']) ?? '',
      );
      if (facts !== undefined) graph.add(facts);
    }
    yield* graph.observations(file);
  },
};

/**
 * A Swift package is named by its repository (purl specification, type swift): `github.com/owner/name`. Repositories on disk and
 * identities of a package registry (`scope.name`) have none; `undefined` for those.
 */
export function swiftFacts(location: unknown, version: string): PackageFacts | undefined {
  const name = typeof location === 'string' ? repositoryName(location) : undefined;
  if (name === undefined) return undefined;
  return {
    purl: plainPurl('swift', name, version),
    name,
    version,
    ecosystem: 'swift',
    presence: 'declared',
  };
}

/** Of `https://host/owner/name.git`, `ssh://git@host/owner/name` and `git@host:owner/name`: `host/owner/name`. */
function repositoryName(location: string): string | undefined {
  if (location.length > 500) return undefined;
  const match =
    /^(?:[a-z+]+:\/\/)?(?:[^/@]*@)?([A-Za-z0-9.-]+\.[A-Za-z0-9-]+)(?::\d+)?[:/]+(.+)$/.exec(
      location,
    );
  const path = match?.[2]?.replace(/\/+$/, '').replace(/\.git$/, '');
  if (match?.[1] === undefined || path === undefined || !/^[^\s?#]+$/.test(path)) return undefined;
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments.length === 0
    ? undefined
    : textOf([match[1].toLowerCase(), ...segments].join('/'));
}
