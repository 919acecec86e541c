import type { Artifact, ImageFacts, LayerFacts } from './artifact.ts';
import type { BaseImage } from './base-image.ts';
import type { Component, Relation } from './component.ts';
import type { Gap } from './observation.ts';
import type { OperatingSystem } from './os.ts';

/** Everything that was seen in one artifact. `analyzers` maps analyzer id to revision. */
export interface Inventory {
  readonly artifact: Artifact;
  readonly image?: ImageFacts;
  readonly os?: OperatingSystem;
  /** The image that this one was built on; its layers are the lowest ones. */
  readonly base?: BaseImage;
  readonly layers: readonly LayerFacts[];
  readonly components: readonly Component[];
  readonly relations: readonly Relation[];
  readonly gaps: readonly Gap[];
  readonly analyzers: Readonly<Record<string, number>>;
  /** What was walked, for the report. */
  readonly walked: { readonly files: number; readonly bytes: number };
}
