import type { LayerFacts } from '#model/artifact.ts';
import type { BaseImage } from '#model/base-image.ts';
import type { Component } from '#model/component.ts';
import type { Location } from '#model/location.ts';

/** Who has to act on what was found: the makers of the base image, or those of the application on it. */
export type ImagePart = 'base' | 'application';

/**
 * Which part of an image a component or a place belongs to, by the layer that brought it. `undefined` when the base's
 * layers or the layer of the place are not known.
 */
export function partOf(
  place: Component | Location,
  base: BaseImage | undefined,
  layers: readonly LayerFacts[],
): ImagePart | undefined {
  const { layer } = 'locations' in place ? place.locations[0] : place;
  if (base === undefined || base.layers <= 0 || layer === undefined) return undefined;
  const at = layers.findIndex(({ diffId }) => diffId === layer);
  if (at === -1) return undefined;
  return at < base.layers ? 'base' : 'application';
}
