import { printable } from '#kit/text.ts';
import type { BaseImage } from '#model/base-image.ts';
import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';

/** The layers of an image that its base image brought. */
export interface BaseLayers {
  readonly isKnown: boolean;
  /** For people: `debian:12`, or `base image` where it has no name. */
  readonly name: string;
  /** As a Dockerfile would name it; absent where only the layers are known. */
  readonly reference?: string;
  readonly has: (component: Component) => boolean;
}

/** Tells which components the base image brought: those first found in one of its layers. */
export function baseLayers(inventory: Inventory, base: BaseImage | undefined): BaseLayers {
  const count = base?.layers ?? 0;
  const layers = new Set<string>(inventory.layers.slice(0, count).map(({ diffId }) => diffId));
  return {
    isKnown: layers.size > 0,
    name: printable(base?.name ?? 'base image'),
    ...(base?.name !== undefined && { reference: base.name }),
    has: ({ locations }) => locations[0].layer !== undefined && layers.has(locations[0].layer),
  };
}
