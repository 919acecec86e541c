// Written by tools/catalog.ts from catalog/check/cluster.

import { evaluate as c0 } from './check/cluster/service-selects-nothing/check.ts';

/** The conditions of all checks of this family, by id. */
export const conditions = {
  'CSN-KCL-0001': c0,
};
