import type { VexStatement } from '#model/vex.ts';
import { cleanProse } from '../clean.ts';
import { vexSentence } from '../why.ts';

const maxEvidence = 8;

/** What the scan proves, with the facts that prove it. */
export function proofLines(vex: VexStatement | undefined): readonly string[] {
  if (vex === undefined) return [];
  const shown = vex.evidence.slice(0, maxEvidence).map((fact) => `proof: ${cleanProse(fact, 300)}`);
  const more = vex.evidence.length - shown.length;
  return [vexSentence(vex), ...shown, ...(more > 0 ? [`and ${more} more facts`] : [])];
}
