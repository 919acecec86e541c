import { createHash, hash } from 'node:crypto';
import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import type { DigestAlgorithm, DigestObservation } from '#model/observation.ts';
import { algorithmsFor, algorithmsOfDirectory } from './worth.ts';

/** Digests of programs, libraries and scripts in directories that package managers own. */
export const digestAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'digest/files',
  revision: 1,
  title: 'digests of installed files',
  claims: [{ every: true }],
  *analyze(file) {
    const algorithms = algorithmsFor(file.path, file.mode);
    if (algorithms.length > 0 && file.size > 0) yield digestsOf(file, algorithms);
  },
};

/**
 * Digests of one file, also of one that the analyzer leaves out (documentation, data): whoever found something in it may ask
 * whether it is as its package brought it. `undefined` where no package would own it.
 */
export function provenanceOf(file: FileView): DigestObservation | undefined {
  const algorithms = algorithmsOfDirectory(file.path);
  return algorithms.length === 0 ? undefined : digestsOf(file, algorithms);
}

/** Reads the file once, by range. */
function digestsOf(file: FileView, algorithms: readonly DigestAlgorithm[]): DigestObservation {
  const digests = file.size <= blockBytes ? atOnce(file, algorithms) : inBlocks(file, algorithms);
  return { type: 'digest', location: { path: file.path }, digests: Object.fromEntries(digests) };
}

const blockBytes = 2 ** 20;
type Pairs = readonly (readonly [DigestAlgorithm, string])[];

function atOnce(file: FileView, algorithms: readonly DigestAlgorithm[]): Pairs {
  const bytes = file.read(0, file.size);
  return algorithms.map((algorithm) => [algorithm, hash(algorithm, bytes)]);
}

function inBlocks(file: FileView, algorithms: readonly DigestAlgorithm[]): Pairs {
  const hashes = algorithms.map((algorithm) => createHash(algorithm));
  for (let at = 0; at < file.size; at += blockBytes) {
    const block = file.read(at, blockBytes);
    for (const running of hashes) running.update(block);
  }
  return algorithms.map((algorithm, at) => [algorithm, hashes[at]?.digest('hex') ?? '']);
}
