// Written by tools/catalog.ts from catalog/check/kubernetes.

import { evaluate as c0 } from './check/kubernetes/privileged-container/check.ts';

/** The conditions of all checks of this family, by id. */
export const conditions = {
  'CSN-K8S-0001': c0,
};
