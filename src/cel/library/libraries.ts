import type { Library } from '../declare.ts';
import { authorizerLibrary } from './authorizer.ts';
import { cidrLibrary } from './cidr.ts';
import { formatLibrary } from './format.ts';
import { generatorLibrary } from './generator.ts';
import { globalContextLibrary } from './global-context.ts';
import { gzipLibrary } from './gzip.ts';
import { hashLibrary } from './hash.ts';
import { imageLibrary } from './image.ts';
import { imageDataLibrary } from './image-data.ts';
import { ipLibrary } from './ip.ts';
import { jsonLibrary } from './json.ts';
import { listExtensions } from './list-extensions.ts';
import { listsLibrary } from './lists.ts';
import { mathRoundLibrary } from './math-round.ts';
import { quantityLibrary } from './quantity.ts';
import { refusedLibrary } from './refused.ts';
import { regexLibrary } from './regex.ts';
import { regexExtensions } from './regex-extensions.ts';
import { resourceLibrary } from './resource.ts';
import { semverLibrary } from './semver.ts';
import { setsLibrary } from './sets.ts';
import { timeLibrary } from './time.ts';
import { transformLibrary } from './transform.ts';
import { urlLibrary } from './url.ts';
import { userLibrary } from './user.ts';
import { x509Library } from './x509.ts';

/**
 * Every library beyond the standard functions that needs nothing from outside, in the order in which environments take them. To be
 * added where they belong: `mutationLibraries`, `clockLibrary`, `yamlLibrary`, `imageVerificationLibrary`.
 */
export const libraries: readonly Library[] = [
  urlLibrary,
  regexLibrary,
  listsLibrary,
  authorizerLibrary,
  quantityLibrary,
  setsLibrary,
  ipLibrary,
  cidrLibrary,
  formatLibrary,
  semverLibrary,
  listExtensions,
  regexExtensions,
  hashLibrary,
  jsonLibrary,
  gzipLibrary,
  timeLibrary,
  userLibrary,
  x509Library,
  mathRoundLibrary,
  transformLibrary,
  imageLibrary,
  imageDataLibrary,
  resourceLibrary,
  globalContextLibrary,
  generatorLibrary,
  refusedLibrary,
];
