import type { Analyzer, Linker } from '#contract/analyzer.ts';
import { archiveAnalyzer } from '../language/java/archive-analyzer.ts';
import { programAnalyzer } from './program-analyzer.ts';

/** Readers of programs and archives, and of the manifests of the languages that are shipped in that form. */
export const binaryAnalyzers: readonly Analyzer[] = [programAnalyzer, archiveAnalyzer];

export const binaryLinkers: readonly Linker[] = [];
