import type { Json } from '#model/json-value.ts';
import { isSame } from '../patch.ts';
import type { Execution } from './value.ts';

/** Whether two values are the same; what is compared is paid for. */
export function isEqual(a: Json, b: Json, { budget }: Execution): boolean {
  if (typeof a === 'object' && typeof b === 'object') budget.spend(sizeOf(a));
  return isSame(a, b);
}

/** Values in a value, itself among them. */
export function sizeOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const item of Object.values(value)) size += sizeOf(item);
  return size;
}
