import type { FileView } from '#contract/source.ts';
import type { Component, Hash, Scope } from '#model/component.ts';
import { LockGraph } from '../lock-graph.ts';
import { locationOf } from '../package-component.ts';
import { hashesOf } from '../package-hash.ts';
import { type Coordinates, javaComponent } from './coordinates.ts';

/** What a lock file says about an artifact beside its coordinates. */
export interface JavaFacts {
  readonly hashes?: readonly (Hash | undefined)[];
  readonly scopes?: readonly Scope[];
  readonly direct?: boolean;
}

/** Adds an artifact of a lock file of the JVM's build tools and gives its purl. */
export function addArtifact(
  graph: LockGraph,
  file: FileView,
  coordinates: Coordinates,
  { hashes = [], scopes = [], direct }: JavaFacts = {},
): string {
  const {
    id: _id,
    locations: _locations,
    ...facts
  } = javaComponent(coordinates, 'declared', locationOf(file)) satisfies Component;
  graph.add({
    ...facts,
    ...(scopes.length > 0 && { scopes }),
    ...(direct !== undefined && { direct }),
    ...hashesOf(hashes),
  });
  return facts.purl;
}
