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
    // Whatever the file is called: the source of SBOMs shows it at the root, and nothing else.
    claims: [{ directory: '/' }, ...sbomSuffixes.map((suffix) => ({ suffix }))],
    analyze: readSbom,
  },
];
