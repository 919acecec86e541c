import { dirname } from '#kit/path.ts';
import type { LayerTree } from './layer-inventory.ts';

/** Tells which paths of lower layers are still there when all layers lie on top of one another. */
export interface Overlay {
  /**
   * The number of the lowest layer above `layer` (0 is the lowest) that hides or replaces `path` as `layer` brought it;
   * `undefined` when the path is part of the merged tree.
   */
  hiddenBy(path: string, layer: number): number | undefined;
}

/**
 * Overlay rules of OCI image-spec v1.1 (layer, section Applying changesets): a whiteout hides its path and all below it in
 * lower layers, an opaque marker the lower children of its directory, an entry replaces a lower one of the same path, and
 * what is no directory replaces a whole lower subtree. Nothing hides entries of its own layer.
 */
export function overlayOf(trees: readonly LayerTree[]): Overlay {
  // Nothing hides what the lowest layer alone brings.
  const masks = trees.map((tree, at) => (at === 0 ? undefined : maskOf(tree)));
  /** Answers by layer and path: a package database is asked about once for each of its packages. */
  const known = trees.map(() => new Map<string, number | undefined>());
  function search(path: string, layer: number): number | undefined {
    for (let above = layer + 1; above < masks.length; above += 1) {
      const mask = masks[above];
      if (mask !== undefined && hides(mask, path)) return above;
    }
    return undefined;
  }
  return {
    hiddenBy(path, layer) {
      const answers = known[layer];
      if (answers?.has(path) === true) return answers.get(path);
      const found = search(path, layer);
      answers?.set(path, found);
      return found;
    },
  };
}

interface Mask {
  readonly directories: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
  readonly whiteouts: ReadonlySet<string>;
  readonly opaques: ReadonlySet<string>;
}

function maskOf(tree: LayerTree): Mask {
  return {
    directories: new Set(tree.directories),
    others: new Set(tree.others),
    whiteouts: new Set(tree.whiteouts),
    opaques: new Set(tree.opaques),
  };
}

function hides(mask: Mask, path: string): boolean {
  if (mask.others.has(path) || mask.directories.has(path) || mask.whiteouts.has(path)) return true;
  let at = path;
  while (at !== '/') {
    at = dirname(at);
    if (mask.others.has(at) || mask.whiteouts.has(at) || mask.opaques.has(at)) return true;
  }
  return false;
}
