import type { Analyzer, Linker } from '#contract/analyzer.ts';
import { apkInstalled } from './apk/installed.ts';
import { packageArchives } from './archives/analyzer.ts';
import { bottlerocketInventory } from './bottlerocket.ts';
import { cosPackages } from './cos.ts';
import { chiselManifest } from './debian/chisel.ts';
import { debianCopyright } from './debian/copyright.ts';
import { dpkgDiversions } from './debian/diversions.ts';
import { dpkgFiles } from './debian/files.ts';
import { dpkgStatus } from './debian/status.ts';
import { portagePackages } from './gentoo/contents.ts';
import { nameLinker } from './name-linker.ts';
import { pacmanPackages } from './pacman/desc.ts';
import { pacmanFiles } from './pacman/files.ts';
import { releaseAnalyzer } from './release/analyzer.ts';
import { repositoriesAnalyzer } from './repositories/analyzer.ts';
import { rpmDatabase } from './rpm/database.ts';
import { rpmManifest } from './rpm/manifest.ts';

/** Readers of release files and package databases of operating systems. */
export const osAnalyzers: readonly Analyzer[] = [
  releaseAnalyzer,
  dpkgStatus,
  dpkgFiles,
  dpkgDiversions,
  debianCopyright,
  chiselManifest,
  apkInstalled,
  rpmDatabase,
  rpmManifest,
  pacmanPackages,
  pacmanFiles,
  portagePackages,
  bottlerocketInventory,
  cosPackages,
  repositoriesAnalyzer,
  packageArchives,
];

/** Who depends on whom among the packages of an operating system. */
export const osLinkers: readonly Linker[] = [
  nameLinker({ id: 'os/dpkg', title: 'Debian dependencies' }, 'deb'),
  nameLinker({ id: 'os/apk', title: 'Alpine dependencies' }, 'apk'),
  nameLinker({ id: 'os/rpm', title: 'rpm dependencies' }, 'rpm'),
  nameLinker({ id: 'os/pacman', title: 'Arch dependencies' }, 'alpm'),
];
