import type { Analyzer, Linker } from '#contract/analyzer.ts';
import { npmLinker } from './npm/linker.ts';
import { packageJsonAnalyzer } from './npm/package-json.ts';
import { pythonPackageAnalyzer } from './python/installed.ts';
import { pythonLinker } from './python/linker.ts';

/** Language packages whose evidence is text: manifests and lock files of npm, Python, Ruby, PHP and .NET. */
export const textLanguageAnalyzers: readonly Analyzer[] = [
  packageJsonAnalyzer,
  pythonPackageAnalyzer,
];

/** The edges between installed packages of those languages. */
export const textLanguageLinkers: readonly Linker[] = [npmLinker, pythonLinker];
