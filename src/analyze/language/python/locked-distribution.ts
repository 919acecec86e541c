import type { FileView } from '#contract/source.ts';
import { isRecord } from '#kit/json.ts';
import type { Hash, Requirement, Scope } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { packageKey } from '#model/package-key.ts';
import { LockGraph, scopesOf } from '../lock-graph.ts';
import { requiresOf, textOf } from '../package-component.ts';
import { hashesOf, prefixedHash } from '../package-hash.ts';
import { pypiPurl } from '../package-url.ts';

/** A distribution as any of Python's lock files lists it. */
export interface LockedDistribution {
  readonly name: string;
  /** Empty when the file does not pin one. */
  readonly version: string;
  readonly line?: number;
  readonly flags?: Readonly<Partial<Record<Scope, boolean>>>;
  readonly hashes?: readonly (Hash | undefined)[];
  readonly requires?: readonly LockedRequirement[];
  /** Whether the project itself asks for it, where the file tells. */
  readonly direct?: boolean;
}

/** `version` only where several versions of the name are locked for different environments. */
export interface LockedRequirement {
  readonly name: string;
  readonly version?: string;
  /** As the file states it, where it does. */
  readonly range?: string;
  readonly isOptional?: boolean;
}

/** Versions of one name that an edge may lead to when the lock file does not say which. */
const maxCandidates = 8;

/** Components and edges of a lock file; names meet in their normal form (PEP 503). */
export function* lockObservations(
  file: FileView,
  distributions: readonly LockedDistribution[],
): Iterable<Observation> {
  const graph = new LockGraph();
  const byKey = Map.groupBy(distributions, ({ name }) => packageKey('pypi', name));
  for (const distribution of distributions) {
    const { name, version, flags = {}, hashes = [], requires = [], direct } = distribution;
    const purl = pypiPurl(name, version);
    graph.add(
      {
        purl,
        name,
        version,
        ecosystem: 'pypi',
        presence: 'declared',
        ...scopesOf(flags),
        ...(direct !== undefined && { direct }),
        ...hashesOf(hashes),
        ...requiresOf(requires.flatMap(rangedRequirement)),
      },
      distribution.line,
    );
    for (const requirement of requires) {
      const scope = requirement.isOptional === true ? 'optional' : undefined;
      for (const to of candidatesOf(requirement, byKey))
        graph.relate(purl, pypiPurl(to.name, to.version), scope);
    }
  }
  yield* graph.observations(file);
}

/** Only what states a range says more than the edges do. */
function rangedRequirement({ name, range, isOptional }: LockedRequirement): readonly Requirement[] {
  if (range === undefined || range === '' || range === '*') return [];
  return [{ name, range, ...(isOptional === true && { scope: 'optional' }) }];
}

function candidatesOf(
  { name, version }: LockedRequirement,
  byKey: ReadonlyMap<string, readonly LockedDistribution[]>,
): readonly LockedDistribution[] {
  const candidates = (byKey.get(packageKey('pypi', name)) ?? []).slice(0, maxCandidates);
  return version === undefined
    ? candidates
    : candidates.filter((candidate) => candidate.version === version);
}

/** The tables of an array of tables; anything else is left out. */
export function tablesOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Name and version of a lock file's table; `undefined` when it has no name. A missing version is empty. */
export function identityOf(
  fields: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly version: string } | undefined {
  const name = textOf(fields['name']);
  return name === undefined ? undefined : { name, version: textOf(fields['version']) ?? '' };
}

/** The hashes of `files = [{file, hash = "sha256:…"}]`, the form of poetry, uv and pdm. */
export function fileHashes(files: unknown): readonly (Hash | undefined)[] {
  return tablesOf(files).map((file) => prefixedHash(file['hash']));
}
