import type { CvssVector } from '#model/advisory.ts';
import type { CoreSegment } from './core-reader.ts';
import { isCve } from './name.ts';

/**
 * Every name of the vulnerability that `id` names, in all cores together, itself included, sorted. A family that would bring a
 * second CVE is left out: no core may hide a vulnerability of another behind its own.
 */
export function aliasesIn(cores: readonly CoreSegment[], id: string): readonly string[] {
  const [only] = cores;
  if (cores.length === 1 && only !== undefined) return only.aliasesOf(id);
  const names = new Set([id]);
  // A set walks what is added on the way, so this follows the names of the names.
  for (const name of names) for (const core of cores) join(names, core.aliasesOf(name));
  return [...names].sort();
}

function join(names: Set<string>, family: readonly string[]): void {
  const added = family.filter((name) => !names.has(name));
  if (added.some(isCve) && [...names, ...added].filter(isCve).length > 1) return;
  for (const name of added) names.add(name);
}

/** The vectors stated for any name of the vulnerability; what a source states in an earlier core stands. */
export function vectorsIn(
  cores: readonly CoreSegment[],
  id: string,
): readonly (CvssVector & { readonly source: string })[] {
  const names = aliasesIn(cores, id);
  const vectors: (CvssVector & { readonly source: string })[] = [];
  for (const core of cores) {
    const heard = new Set(vectors.map((vector) => vector.source));
    vectors.push(...core.vectorsOf(names).filter((vector) => !heard.has(vector.source)));
  }
  return vectors;
}

/** CWE ids stated for any name of the vulnerability in any core, sorted by number. */
export function weaknessesIn(cores: readonly CoreSegment[], id: string): readonly string[] {
  const names = aliasesIn(cores, id);
  const numbers = new Set(cores.flatMap((core) => core.weaknessesOf(names)));
  return [...numbers].sort((a, b) => a - b).map((number) => `CWE-${number}`);
}
