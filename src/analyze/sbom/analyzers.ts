import type { Analyzer } from '#contract/analyzer.ts';
import { readSbom } from './read.ts';

export { readSbom } from './read.ts';

/** Endings under which SBOMs are kept; the empty one stands for names without a dot. */
const sbomSuffixes = [
  '.json',
  '.xml',
  '.spdx',
  '.cdx',
  '.bom',
  '.sbom',
  '.tag',
  '.att',
  '.jsonl',
  '.intoto',
  '.txt',
  '',
];

/**
 * Readers of SBOMs, for artifacts that are one: not to be used on images and trees, where an SBOM that lies about would speak
 * of software that is somewhere else.
 */
export const sbomAnalyzers: readonly Analyzer[] = [
  {
    kind: 'analyzer',
    id: 'sbom/document',
    revision: 1,
    title: 'SBOMs (CycloneDX, SPDX, Syft)',
    claims: sbomSuffixes.map((suffix) => ({ suffix })),
    analyze: readSbom,
  },
];
