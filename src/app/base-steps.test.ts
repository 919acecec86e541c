import { expect, test } from 'vitest';
import type { Inventory } from '#model/inventory.ts';
import { baseSteps } from './base-steps.ts';

/** Steps as words: `+` before one that brought a layer. Only what is looked at. */
function image(steps: readonly string[], baseLayers: number | undefined): Inventory {
  const brought = steps.flatMap((step, at) => (step.startsWith('+') ? [at] : []));
  return {
    ...(baseLayers !== undefined && { base: { layers: baseLayers } }),
    layers: brought.map((instruction) => ({ instruction })),
    image: {
      history: steps.map((step) => ({
        createdBy: `/bin/sh -c #(nop)  ${step.replace('+', '')} x`,
        emptyLayer: !step.startsWith('+'),
      })),
    },
  } as unknown as Inventory;
}

test.for([
  [['+ADD', 'CMD', 'ENV', '+RUN', 'CMD'], 1, 2],
  [['+ADD', 'ENV', '+RUN'], 1, 1],
  [['+ADD', '+RUN', 'CMD'], 2, 3],
  [['+ADD', '+RUN'], 1, 1],
  [['+ADD', 'CMD'], undefined, 0],
] as const)('%j with a base of %s layers: %s steps', ([steps, layers, wanted]) => {
  expect(baseSteps(image(steps, layers))).toBe(wanted);
});
