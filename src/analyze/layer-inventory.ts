import type { Digest } from '#model/digest.ts';
import type { NotableFile } from '#model/file-system.ts';
import type { Observation } from '#model/observation.ts';

/**
 * What one layer holds, by itself: a pure function of its bytes and of the analyzers' revisions, and therefore what the
 * layer cache keeps. Observations carry no layer yet; the merge adds it.
 */
export interface LayerInventory {
  readonly diffId?: Digest;
  readonly observations: readonly Observation[];
  readonly tree: LayerTree;
  readonly walked: { readonly files: number; readonly bytes: number };
}

/** The names in a layer, as far as the merge needs them to know what hides what. All paths are normalised. */
export interface LayerTree {
  readonly directories: readonly string[];
  /** Files, links and devices: whatever is no directory. */
  readonly others: readonly string[];
  /** Paths that the layer takes away from lower ones. */
  readonly whiteouts: readonly string[];
  /** Directories whose lower children the layer takes away. */
  readonly opaques: readonly string[];
  /** Sizes in bytes, in the order of `others`. */
  readonly sizes: readonly number[];
  /** Entries with permissions that deserve a look. */
  readonly notable: readonly NotableFile[];
  /** Symbolic links near the root (`/lib` to `usr/lib`): package managers list files through them. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
}
