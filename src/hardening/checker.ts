import { faultOf } from '#check/fault.ts';
import type { Check } from '#contract/check.ts';
import type { Fault } from '#model/fault.ts';
import type { Inventory } from '#model/inventory.ts';
import { type ImageSubject, imageSubject } from './subject.ts';

/** Judges images by their configuration, permissions, contents and age. Pure. */
export function createImageChecker(
  checks: readonly Check<ImageSubject>[],
): (inventory: Inventory, now: Date) => readonly Fault[] {
  return (inventory, now) => {
    const subject = imageSubject(inventory, now);
    if (subject === undefined) return [];
    return checks.flatMap(({ meta, evaluate }) =>
      [...evaluate(subject)].map((violation) => faultOf(meta, violation, { path: 'config' })),
    );
  };
}
