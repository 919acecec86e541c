import type { Analyzer, Linker } from '#contract/analyzer.ts';
import { depsJsonAnalyzer } from './dotnet/deps-json.ts';
import { packagesConfigAnalyzer } from './dotnet/packages-config.ts';
import { packagesLockAnalyzer } from './dotnet/packages-lock.ts';
import { bunLockAnalyzer } from './npm/bun-lock.ts';
import { npmLinker } from './npm/linker.ts';
import { packageJsonAnalyzer } from './npm/package-json.ts';
import { packageLockAnalyzer } from './npm/package-lock.ts';
import { pnpmLockAnalyzer } from './npm/pnpm-lock.ts';
import { yarnLockAnalyzer } from './npm/yarn-lock.ts';
import { composerInstalledAnalyzer, composerLockAnalyzer } from './php/composer.ts';
import { pythonPackageAnalyzer } from './python/installed.ts';
import { pythonLinker } from './python/linker.ts';
import { pdmLockAnalyzer } from './python/pdm-lock.ts';
import { pipfileLockAnalyzer } from './python/pipfile-lock.ts';
import { poetryLockAnalyzer } from './python/poetry-lock.ts';
import { pylockAnalyzer } from './python/pylock.ts';
import { requirementsTxtAnalyzer } from './python/requirements-txt.ts';
import { uvLockAnalyzer } from './python/uv-lock.ts';
import { gemfileLockAnalyzer } from './ruby/gemfile-lock.ts';
import { gemspecAnalyzer } from './ruby/gemspec.ts';
import { rubyLinker } from './ruby/linker.ts';

/** Language packages whose evidence is text: manifests and lock files of npm, Python, Ruby, PHP and .NET. */
export const textLanguageAnalyzers: readonly Analyzer[] = [
  packageJsonAnalyzer,
  packageLockAnalyzer,
  yarnLockAnalyzer,
  pnpmLockAnalyzer,
  bunLockAnalyzer,
  pythonPackageAnalyzer,
  requirementsTxtAnalyzer,
  pipfileLockAnalyzer,
  poetryLockAnalyzer,
  uvLockAnalyzer,
  pdmLockAnalyzer,
  pylockAnalyzer,
  gemspecAnalyzer,
  gemfileLockAnalyzer,
  composerInstalledAnalyzer,
  composerLockAnalyzer,
  depsJsonAnalyzer,
  packagesLockAnalyzer,
  packagesConfigAnalyzer,
];

/** The edges between installed packages of those languages; composer's and .NET's files state theirs. */
export const textLanguageLinkers: readonly Linker[] = [npmLinker, pythonLinker, rubyLinker];
