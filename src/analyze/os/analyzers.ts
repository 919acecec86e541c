import type { Analyzer, Linker } from '#contract/analyzer.ts';
import { apkInstalled } from './apk/installed.ts';
import { dpkgFiles } from './debian/files.ts';
import { dpkgStatus } from './debian/status.ts';
import { releaseAnalyzer } from './release/analyzer.ts';

/** Readers of release files and package databases of operating systems. */
export const osAnalyzers: readonly Analyzer[] = [
  releaseAnalyzer,
  dpkgStatus,
  dpkgFiles,
  apkInstalled,
];

/** Who depends on whom among the packages of an operating system. */
export const osLinkers: readonly Linker[] = [];
