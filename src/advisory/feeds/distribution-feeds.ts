import { almalinuxErrata } from './almalinux-errata.ts';
import { amazon } from './amazon.ts';
import { arch } from './arch.ts';
import { azure } from './azure.ts';
import { debianTracker } from './debian-tracker.ts';
import { echo } from './echo.ts';
import { fedoraBodhi } from './fedora-bodhi.ts';
import type { VendorFeed } from './feed.ts';
import { oracle } from './oracle.ts';
import { photon } from './photon.ts';
import { rockyErrata } from './rocky-errata.ts';
import { ubuntuOsv } from './ubuntu/ubuntu-osv.ts';
import { ubuntuOval } from './ubuntu/ubuntu-oval.ts';
import { ubuntuTracker } from './ubuntu/ubuntu-tracker.ts';
import { ubuntuVex } from './ubuntu/ubuntu-vex.ts';
import { updateinfo } from './updateinfo-distributions.ts';
import { chainguard, minimos, wolfi } from './wolfi.ts';

/** The feeds that distributions publish about their own packages, by the directory that holds them. */
export const distributionFeeds: readonly VendorFeed[] = [
  debianTracker,
  ubuntuTracker,
  ubuntuOval,
  ubuntuVex,
  ubuntuOsv,
  amazon,
  oracle,
  photon,
  azure,
  updateinfo,
  almalinuxErrata,
  rockyErrata,
  fedoraBodhi,
  arch,
  wolfi,
  chainguard,
  minimos,
  echo,
];
