import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { Inventory } from '#model/inventory.ts';
import type { BaseLayers } from './base-layers.ts';
import { type Carrier, carriersOf } from './carrier.ts';
import type { Dependents } from './dependents.ts';
import { isProduct } from './product.ts';
import { type Program, programsOf } from './program.ts';
import type { Outcome } from './simulate.ts';

/** Outcomes by who can bring the new version about. */
export interface Division {
  /** Came ready-made with a package of another kind. */
  readonly shipped: readonly (readonly [Carrier, Outcome])[];
  /** Compiled into programs that others release. */
  readonly foreign: readonly (readonly [Program, Outcome])[];
  /** Recognised by its files. */
  readonly products: readonly Outcome[];
  /** The rest: what a package manager or the user's own build renews. */
  readonly own: readonly Outcome[];
}

/** Divides outcomes; the order stays. */
export function divide(
  outcomes: readonly Outcome[],
  inventory: Inventory,
  base: BaseLayers,
  dependents: Dependents,
): Division {
  const carrierOf = carriersOf(inventory, dependents);
  const programOf = programsOf(inventory, base);
  const shipped: (readonly [Carrier, Outcome])[] = [];
  const foreign: (readonly [Program, Outcome])[] = [];
  const products: Outcome[] = [];
  const own: Outcome[] = [];
  for (const outcome of outcomes) {
    const { component } = outcome.trial;
    const isPackage = isOperatingSystemEcosystem(component.ecosystem);
    const carrier = isPackage ? undefined : carrierOf(component);
    const program = carrier === undefined ? programOf(component) : undefined;
    if (carrier !== undefined) shipped.push([carrier, outcome]);
    else if (program?.isOwn === false) foreign.push([program, outcome]);
    else if (isProduct(component)) products.push(outcome);
    else own.push(outcome);
  }
  return { shipped, foreign, products, own };
}
