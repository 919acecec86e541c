import { csafFeed } from './csaf-feed.ts';
import { eol } from './eol.ts';
import type { VendorFeed } from './feed.ts';
import { friendsOfPhp } from './friendsofphp.ts';
import { ghsa } from './ghsa.ts';
import { glad } from './glad.ts';
import { kubernetes } from './kubernetes.ts';
import { nvd } from './nvd.ts';
import { osvDirectories } from './osv-directories.ts';
import { redHatProducts } from './redhat-products.ts';
import { redHatVex } from './redhat-vex.ts';
import { rubysec } from './rubysec.ts';
import { ssvc } from './ssvc.ts';
import { suseCsaf } from './suse-csaf.ts';

/** The feeds in CSAF, NVD, SSVC, EOL and language-specific form; each reads the directory of its id. */
export const productFeeds: readonly VendorFeed[] = [
  redHatVex,
  redHatProducts,
  suseCsaf,
  csafFeed,
  nvd,
  ssvc,
  eol,
  ghsa,
  ...osvDirectories,
  rubysec,
  friendsOfPhp,
  glad,
  kubernetes,
];
