import type { HashForm } from '../hash/form.ts';
import { type Candidate, type CandidateClass, candidatesFor, type Owner } from './candidates.ts';

/** One stored password and whose it is. */
export interface Target extends Owner {
  readonly form: HashForm;
}

export interface Guesses {
  /** Class of the candidate that fits, by the position of its target. */
  readonly found: ReadonlyMap<number, CandidateClass>;
  /** How many targets were not tried with all candidates, because the budget was spent. */
  readonly unfinished: number;
}

/** What guessing may cost in one file, in microseconds by the forms' own figures: the same everywhere and every time. */
const guessBudget = 2_000_000;

/**
 * Tries the candidates, likeliest first, on all targets in turn, so that one expensive hash does not starve the others.
 * Forms that cannot be tried are passed over.
 */
export function guessPasswords(targets: readonly Target[], budget = guessBudget): Guesses {
  const found = new Map<number, CandidateClass>();
  const runs = targets.map((target, index) => ({ target, index, left: candidatesOf(target) }));
  let open = runs.filter(({ target }) => target.form.verify !== undefined);
  let rest = budget;
  let unfinished = 0;
  for (let turn = 0; open.length > 0; turn += 1) {
    const next: typeof open = [];
    for (const run of open) {
      const candidate = run.left[turn];
      if (candidate === undefined) continue;
      if (run.target.form.cost > rest) {
        unfinished += 1;
        continue;
      }
      rest -= run.target.form.cost + 1;
      if (run.target.form.verify?.(candidate.password) === true)
        found.set(run.index, candidate.reason);
      else next.push(run);
    }
    open = next;
  }
  return { found, unfinished };
}

function candidatesOf({ user, service }: Target): readonly Candidate[] {
  return candidatesFor({
    ...(user !== undefined && { user }),
    ...(service !== undefined && { service }),
  });
}
