import type { Json } from './json-value.ts';

/** One object of a cluster or of manifests, by name. `namespace` is absent for what belongs to the whole cluster. */
export interface ObjectReference {
  /** `apps/v1`, `v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  /** Empty when only `generateName` is written. */
  readonly name: string;
  /** From a live cluster. */
  readonly uid?: string;
}

/** A field of an object, from its root: `['spec', 'containers', 0, 'image']`. */
export type FieldPath = readonly (string | number)[];

/** One step of a patch. `set` makes the maps on the way that are not there; an index one past the end of a list appends. */
export type FieldChange =
  | { readonly op: 'set'; readonly path: FieldPath; readonly value: Json }
  | { readonly op: 'remove'; readonly path: FieldPath };

/** A change of one object that settles a fault. */
export interface FieldPatch {
  /** What it does, as an order to a person: `drop all capabilities`. */
  readonly title: string;
  /** As of `Fix`. */
  readonly safety: 'safe' | 'review' | 'idea';
  readonly changes: readonly FieldChange[];
}
