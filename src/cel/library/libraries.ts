import type { Library } from '../declare.ts';

/** Every library beyond the standard functions, in the order in which environments take them. */
export const libraries: readonly Library[] = [];
