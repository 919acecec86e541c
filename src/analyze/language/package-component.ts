import type { FileView } from '#contract/source.ts';
import { type Component, componentId, type Requirement } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import type { ComponentObservation, Gap, RelationObservation } from '#model/observation.ts';

/** Everything of a component but what follows from the file it was read from. */
export type PackageFacts = Omit<Component, 'id' | 'locations'>;

/** What of a file its components need; archives make one for what is inside them. */
export type Place = Pick<FileView, 'path' | 'layer'>;

/** Longest name or version that is believed; registries allow far less. */
const maxTextLength = 256;

/** Requirements of one package that are kept; registries know packages with some hundred. */
const maxRequirements = 5000;

/** A component that was read from `file`, at `line` (from 1) where the file is for people to read. */
export function packageComponent(
  file: Place,
  facts: PackageFacts,
  line?: number,
): ComponentObservation {
  const location = line === undefined ? locationOf(file) : { ...locationOf(file), line };
  return {
    type: 'component',
    component: { ...facts, id: componentId(facts.purl, file.path), locations: [location] },
  };
}

/** Where `file` stands. */
export function locationOf(file: Place): Location {
  return file.layer === undefined ? { path: file.path } : { path: file.path, layer: file.layer };
}

/** An edge between two packages of the same lock file, by purl. */
export function packageRelation(
  file: FileView,
  from: string,
  to: string,
  scope?: NonNullable<RelationObservation['relation']['scope']>,
): RelationObservation {
  return {
    type: 'relation',
    location: locationOf(file),
    relation: {
      from: componentId(from, file.path),
      to: componentId(to, file.path),
      kind: 'depends-on',
      ...(scope !== undefined && { scope }),
    },
  };
}

/** Something in `file` that could not be turned into components. */
export function packageGap(file: FileView, reason: Gap['reason'], detail: string): Gap {
  return { type: 'gap', location: locationOf(file), reason, detail };
}

/** A name or version as it may stand in a component: text, not empty, not absurdly long, no half characters. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' &&
    value !== '' &&
    value.length <= maxTextLength &&
    value.isWellFormed()
    ? value
    : undefined;
}

/** The requirements of a component, bounded so that linking stays cheap; the property is absent when there are none. */
export function requiresOf(found: Iterable<Requirement>): {
  readonly requires?: readonly Requirement[];
} {
  const requires = [...found].slice(0, maxRequirements);
  return requires.length === 0 ? {} : { requires };
}
