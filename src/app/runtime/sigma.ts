import { basename } from 'node:path';
import { importSigma, type SigmaImport } from '#rule/sigma/import-sigma.ts';
import { readRuleTexts } from './rules.ts';

/** What became of one Sigma file. */
export interface ImportedSigma extends SigmaImport {
  readonly file: string;
}

/** Translates every Sigma rule below the paths. Throws `input.not-found`, `limit.size`. */
export function importSigmaFiles(paths: readonly string[]): readonly ImportedSigma[] {
  return paths
    .flatMap((path) => readRuleTexts(path))
    .map(({ name, text }) => ({ file: name, ...importSigma(text, basename(name)) }));
}
