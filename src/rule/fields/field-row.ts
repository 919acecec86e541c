import type { FieldType } from '../ast.ts';

/**
 * Name, type, flags and title of a field. Flags: `R` an argument is required, `A` allowed, by `i` index or `k` key; `F` filter only; `L` only on
 * the left and without transformers; `E` compares either end of a connection; `P` any ancestor; `D` deprecated.
 */
export type FieldRow = readonly [name: string, type: FieldType, flags: string, title: string];
