import type { Analyzer, Linker } from '#contract/analyzer.ts';
import { goModAnalyzer } from '../language/go/go-mod-analyzer.ts';
import { archiveAnalyzer } from '../language/java/archive-analyzer.ts';
import { gradleLockAnalyzer } from '../language/java/gradle-lock.ts';
import { jvmReleaseAnalyzer } from '../language/java/jvm-release.ts';
import { mavenLinker } from '../language/java/linker.ts';
import { pomAnalyzer } from '../language/java/pom-analyzer.ts';
import { cargoLockAnalyzer } from '../language/rust/cargo-lock.ts';
import { programAnalyzer } from './program-analyzer.ts';

/** Readers of programs and archives, and of the manifests of the languages that are shipped in that form. */
export const binaryAnalyzers: readonly Analyzer[] = [
  programAnalyzer,
  archiveAnalyzer,
  jvmReleaseAnalyzer,
  pomAnalyzer,
  gradleLockAnalyzer,
  goModAnalyzer,
  cargoLockAnalyzer,
];

/** The edges that no single archive states. Programs and lock files state theirs. */
export const binaryLinkers: readonly Linker[] = [mavenLinker];
