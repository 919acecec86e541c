import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import { isCaissonError } from '#kit/error.ts';
import type { AnswerOf } from '#wire/routes.ts';

type Ages = AnswerOf<'readCoverage'>['ages'];

const oldMs = 14 * 86_400_000;
const veryOldMs = 365 * 86_400_000;

/** How old the advisories in use are: the build, and each segment whose newest record is more than a year old. */
export function agesOf(openIndex: () => AdvisoryIndex, now: number): Ages {
  try {
    return agesIn(openIndex, now);
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    // Without them nothing is judged, and everything else works.
    return [
      { name: 'advisories', text: `they cannot be read: ${error.message}`, state: 'missing' },
    ];
  }
}

function agesIn(openIndex: () => AdvisoryIndex, now: number): Ages {
  using index = openIndex();
  const { builtAt, origin, segments } = index.facts();
  const built = Date.parse(builtAt);
  const whole: Ages[number] = Number.isNaN(built)
    ? { name: 'advisories', text: 'there are none', state: 'missing' }
    : {
        name: 'advisories',
        at: built,
        text: `${origin === 'bundled' ? 'came with the program' : 'updated'}, built ${builtAt.slice(0, 10)}`,
        state: now - built > oldMs ? 'old' : 'good',
      };
  const parts = segments.flatMap(({ name, newest }): Ages => {
    const at = Date.parse(newest);
    if (Number.isNaN(at)) return [];
    return [
      {
        name: `advisories of ${name}`,
        at,
        text: `newest of ${newest.slice(0, 10)}`,
        state: now - at > veryOldMs ? 'old' : 'good',
      },
    ];
  });
  return [whole, ...parts];
}
