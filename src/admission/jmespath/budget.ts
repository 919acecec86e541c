import { CaissonError } from '#kit/error.ts';

const maxSteps = 1_000_000;
const maxCharacters = 8 * 2 ** 20;

/**
 * What judging one object by one rule may cost: steps of evaluation, and characters of text that it makes. Variables may hold
 * variables and entries of a context may be made of one another, so what a rule makes can grow with each of them; the total is what is
 * bounded.
 */
export class Budget {
  #steps = maxSteps;
  #characters = maxCharacters;

  /** Throws `limit.entries` when nothing is left. */
  spend(steps = 1): void {
    this.#steps -= steps;
    if (this.#steps < 0)
      throw new CaissonError('limit.entries', 'the rule has used up its budget of steps');
  }

  /** Text of this length is about to be made. Throws `limit.size`. */
  make(characters: number): void {
    this.#characters -= characters;
    if (this.#characters < 0)
      throw new CaissonError('limit.size', 'the rule has made more text than it may');
  }

  /** Steps spent so far. */
  get cost(): number {
    return maxSteps - this.#steps;
  }
}
