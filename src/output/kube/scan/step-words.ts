import { plural } from '#kit/text.ts';
import type { FixStep, PostureChange } from '#model/posture.ts';
import { objectName } from '../object-words.ts';

const maxExamples = 2;

/** Who has it, and what comes of it: `Deployment shop/api and 6 more; 7 patches; +1.6 points`. A gain that rounds to nothing is not told. */
export function stepEffect(step: FixStep): string {
  const { patched, isSafe, gain } = step;
  const word = isSafe ? 'safe patch' : 'patch';
  return [
    stepObjects(step),
    ...(patched > 0 ? [plural(patched, word, `${word}es`)] : []),
    ...(gain >= 0.05 ? [`+${gain.toFixed(1)} points`] : []),
  ].join('; ');
}

/** `7 objects: Deployment shop/api, Deployment shop/web and 5 more`; of one object its name. */
function stepObjects({ examples, objects, findings }: FixStep): string {
  const shown = examples.slice(0, maxExamples).map(objectName);
  const more = objects > shown.length ? ` and ${objects - shown.length} more` : '';
  const names = `${shown.join(', ')}${more}`;
  const count = findings === objects ? '' : `${plural(findings, 'finding')} in `;
  if (objects === 1 && count === '') return names;
  return `${count}${plural(objects, 'object')}${shown.length === 0 ? '' : `: ${names}`}`;
}

/** What became of the score: `worse by 2.1 points, 3 new, 1 gone since 2026-11-21 09:00`. */
export function changeWords({ direction, score, opened, closed, since }: PostureChange): {
  readonly verdict: string;
  readonly detail: string;
} {
  const points = Math.abs(score) < 0.05 ? '' : ` by ${Math.abs(score).toFixed(1)} points`;
  const at = since.slice(0, 16).replace('T', ' ');
  return {
    verdict: direction === 'same' ? 'as before' : `${direction}${points}`,
    detail: `${opened} new, ${closed} gone since ${at}`,
  };
}
