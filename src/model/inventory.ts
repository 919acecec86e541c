import type { Artifact, ImageFacts, LayerFacts } from './artifact.ts';
import type { BaseImage } from './base-image.ts';
import type { Component, Relation } from './component.ts';
import type { Fault } from './fault.ts';
import type { FileSystemFacts } from './file-system.ts';
import type { Gap } from './observation.ts';
import type { OperatingSystem } from './os.ts';
import type { Secret } from './secret.ts';

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
  /** Secrets in files of all layers, in the order of layers. */
  readonly secrets?: readonly Secret[];
  /** What checks proved in files and in the tree. */
  readonly faults?: readonly Fault[];
  readonly files?: FileSystemFacts;
  readonly analyzers: Readonly<Record<string, number>>;
  /** What was walked, for the report. */
  readonly walked: { readonly files: number; readonly bytes: number };
}
