import type { View, ViewChange } from './view.ts';
import { capital } from './words.ts';

/** One facet: a name of the URL with the values that it can have. */
export interface Facet {
  readonly name: string;
  readonly title: string;
  readonly values: readonly string[];
  /** Said instead of the value itself. */
  readonly words?: Readonly<Record<string, string>>;
}

/** What a list can be narrowed by. All of it stands in the URL. */
export interface Filter {
  /** What the field for free text (`q`) looks in. */
  readonly search: string;
  /** Boxes to tick beside the list. */
  readonly facets?: readonly Facet[];
  /** Switches among those boxes: each name is `true` or absent. */
  readonly flags?: readonly (readonly [name: string, word: string])[];
  /** What has no box but can be set, by links of other pages: it shows as a chip and can be taken away. */
  readonly others?: readonly Facet[];
}

/** Counts by facet and value, as the server answers them. */
export type FacetCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** All that shows as a chip when it is set. */
export function chipsOf(filter: Filter): readonly Facet[] {
  return [...(filter.facets ?? []), ...(filter.others ?? [])];
}

/** Whether anything narrows the list. */
export function isFiltered(view: View, filter: Filter): boolean {
  return namesOf(filter).some((name) => view.one(name) !== undefined);
}

/** Takes the whole filter away. */
export function unfiltered(filter: Filter): ViewChange {
  return Object.fromEntries(namesOf(filter).map((name) => [name, undefined] as const));
}

function namesOf(filter: Filter): readonly string[] {
  return ['q', ...chipsOf(filter).map(({ name }) => name)];
}

/** Single values that links of other pages set. */
export function singleFacets(...names: readonly string[]): readonly Facet[] {
  return names.map((name) => ({ name, title: capital(name), values: [] }));
}

export const severities = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;
export const severityFacet: Facet = { name: 'severity', title: 'Severity', values: severities };

export const exposures = ['internet', 'cluster', 'isolated', 'unknown'] as const;
export const exposureFacet: Facet = {
  name: 'exposure',
  title: 'Reachable from',
  values: exposures,
};
