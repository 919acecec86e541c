// Written by tools/catalog.ts from catalog/check/image.

import { evaluate as c0 } from './check/image/root-user/check.ts';
import { evaluate as c1 } from './check/image/unknown-user/check.ts';
import { evaluate as c2 } from './check/image/no-health-check/check.ts';
import { evaluate as c3 } from './check/image/administration-port/check.ts';
import { evaluate as c4 } from './check/image/set-id-programs/check.ts';
import { evaluate as c5 } from './check/image/writable-by-everyone/check.ts';
import { evaluate as c6 } from './check/image/file-capabilities/check.ts';
import { evaluate as c7 } from './check/image/sensitive-volume/check.ts';
import { evaluate as c8 } from './check/image/mutable-tag/check.ts';
import { evaluate as c9 } from './check/image/old-image/check.ts';
import { evaluate as c10 } from './check/image/future-time/check.ts';
import { evaluate as c11 } from './check/image/package-manager/check.ts';
import { evaluate as c12 } from './check/image/build-tools/check.ts';
import { evaluate as c13 } from './check/image/intruder-tools/check.ts';
import { evaluate as c14 } from './check/image/tls-verification-off/check.ts';
import { evaluate as c15 } from './check/image/debug-mode/check.ts';
import { evaluate as c16 } from './check/image/unsafe-search-path/check.ts';
import { evaluate as c17 } from './check/image/wasted-space/check.ts';
import { evaluate as c18 } from './check/image/caches-left/check.ts';
import { evaluate as c19 } from './check/image/project-files/check.ts';
import { evaluate as c20 } from './check/image/build-triggers/check.ts';
import { evaluate as c21 } from './check/image/no-source-label/check.ts';
import { evaluate as c22 } from './check/image/shell-as-init/check.ts';
import { evaluate as c23 } from './check/image/large-image/check.ts';
import { evaluate as c24 } from './check/image/minimal-base/check.ts';

/** The conditions of all checks of this family, by id. */
export const conditions = {
  'CSN-IMG-0001': c0,
  'CSN-IMG-0002': c1,
  'CSN-IMG-0003': c2,
  'CSN-IMG-0004': c3,
  'CSN-IMG-0005': c4,
  'CSN-IMG-0006': c5,
  'CSN-IMG-0007': c6,
  'CSN-IMG-0008': c7,
  'CSN-IMG-0009': c8,
  'CSN-IMG-0010': c9,
  'CSN-IMG-0011': c10,
  'CSN-IMG-0012': c11,
  'CSN-IMG-0013': c12,
  'CSN-IMG-0014': c13,
  'CSN-IMG-0015': c14,
  'CSN-IMG-0016': c15,
  'CSN-IMG-0017': c16,
  'CSN-IMG-0018': c17,
  'CSN-IMG-0019': c18,
  'CSN-IMG-0020': c19,
  'CSN-IMG-0021': c20,
  'CSN-IMG-0022': c21,
  'CSN-IMG-0023': c22,
  'CSN-IMG-0024': c23,
  'CSN-IMG-0025': c24,
};
