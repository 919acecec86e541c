import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Component } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import type { Observation } from '#model/observation.ts';
import { rustComponent } from './rust-component.ts';

const maxCrates = 100_000;

/**
 * The crates that cargo-auditable recorded in a program: inflated JSON of the section `.dep-v0`, with build crates marked and
 * with the edges it states. Throws `input.malformed`, `limit.entries`.
 */
export function* observeAuditData(json: string, location: Location): Iterable<Observation> {
  const document = parseJson(json, 'the crate list of the program');
  const packages =
    isRecord(document) && Array.isArray(document['packages']) ? document['packages'] : undefined;
  if (packages === undefined)
    throw new CaissonError('input.malformed', 'the crate list of the program has no packages');
  if (packages.length > maxCrates)
    throw new CaissonError('limit.entries', `the crate list has more than ${maxCrates} packages`);
  const crates = packages.map((entry: unknown) => crateOf(entry, location));
  for (const crate of crates) if (crate) yield { type: 'component', component: crate };
  yield* relationsOf(packages, crates, location);
}

function crateOf(entry: unknown, location: Location): Component | undefined {
  if (!isRecord(entry)) return undefined;
  const { name, version, kind } = entry;
  if (typeof name !== 'string' || typeof version !== 'string' || name === '') return undefined;
  const component = rustComponent({ name, version }, 'embedded', location);
  return kind === 'build' ? { ...component, scopes: ['build'] } : component;
}

function* relationsOf(
  packages: readonly unknown[],
  crates: readonly (Component | undefined)[],
  location: Location,
): Iterable<Observation> {
  for (const [index, entry] of packages.entries()) {
    const from = crates[index];
    if (from === undefined || !isRecord(entry) || !Array.isArray(entry['dependencies'])) continue;
    for (const target of new Set<unknown>(entry['dependencies'])) {
      const to = typeof target === 'number' ? crates[target] : undefined;
      if (to === undefined || to.id === from.id) continue;
      const relation = { from: from.id, to: to.id, kind: 'depends-on' } as const;
      yield { type: 'relation', location, relation };
    }
  }
}
