import { basename, dirname } from '#kit/path.ts';
import type { Component } from '#model/component.ts';
import type { Gap, Observation, SupplementObservation } from '#model/observation.ts';

/**
 * Puts together what several files of the merged tree say about the same thing: supplements go into the components they speak
 * of, and of `go.sum` remains what the `go.mod` beside it leaves open.
 */
export function settled(observations: readonly Observation[]): readonly Observation[] {
  return withSums(withSupplements(observations));
}

function withSupplements(observations: readonly Observation[]): readonly Observation[] {
  const supplements = observations.filter((seen) => seen.type === 'supplement');
  if (supplements.length === 0) return observations;
  const byPath = Map.groupBy(supplements, ({ of }) => of);
  return observations.map((seen) => {
    if (seen.type !== 'component') return seen;
    const found = byPath.get(seen.component.locations[0].path);
    return found === undefined ? seen : { ...seen, component: found.reduce(added, seen.component) };
  });
}

/** What a component says of itself stays, but for what it asks for, which is joined. */
function added(component: Component, { facts }: SupplementObservation): Component {
  const requires = [...(component.requires ?? []), ...(facts.requires ?? [])];
  return { ...facts, ...component, ...(requires.length > 0 && { requires }) };
}

/**
 * Since Go 1.17 `go.mod` names all modules, and `go.sum` only adds versions that are not used. A `go.mod` of an older release
 * says by a gap that modules are missing; `go.sum` has them, and fills the gap.
 */
function withSums(observations: readonly Observation[]): readonly Observation[] {
  if (!observations.some(isFromSum)) return observations;
  const sums = new Set(observations.filter(isFromSum).map(directoryOf));
  const open = new Set(observations.filter(isOpenGoMod).map(directoryOf));
  const known = new Set(observations.filter(isFromGoMod).map(keyOf));
  return observations.filter((seen) => {
    if (isOpenGoMod(seen)) return !sums.has(directoryOf(seen));
    return !isFromSum(seen) || (open.has(directoryOf(seen)) && !known.has(keyOf(seen)));
  });
}

type Seen = Extract<Observation, { type: 'component' }>;

function isFromSum(seen: Observation): seen is Seen {
  return isGoFile(seen, 'go.sum');
}

function isFromGoMod(seen: Observation): seen is Seen {
  return isGoFile(seen, 'go.mod');
}

function isGoFile(seen: Observation, name: string): seen is Seen {
  return (
    seen.type === 'component' &&
    seen.component.ecosystem === 'golang' &&
    basename(seen.component.locations[0].path) === name
  );
}

function isOpenGoMod(seen: Observation): seen is Gap {
  return (
    seen.type === 'gap' &&
    seen.reason === 'unsupported' &&
    basename(seen.location.path) === 'go.mod'
  );
}

function directoryOf(seen: Seen | Gap): string {
  return dirname(seen.type === 'gap' ? seen.location.path : seen.component.locations[0].path);
}

function keyOf({ component }: Seen): string {
  return `${dirname(component.locations[0].path)}\0${component.name}`;
}
