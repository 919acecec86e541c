import { printable } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';

/** Longer instructions are not repeated: they would hide the files beside them. */
const maxLength = 60;

/**
 * The instruction of the Dockerfile that brought a component: `Dockerfile: RUN npm ci (layer 3)`, counted from 1. `undefined`
 * where the image does not tell, or at length.
 */
export function buildSteps(inventory: Inventory): (component: Component) => string | undefined {
  const steps = new Map<string, string>();
  for (const [index, { diffId, createdBy }] of inventory.layers.entries()) {
    const line = printable((createdBy ?? '').trim());
    if (line !== '' && line.length <= maxLength)
      steps.set(diffId, `Dockerfile: ${line} (layer ${index + 1})`);
  }
  return ({ locations }) => steps.get(locations[0].layer ?? '');
}
