import { PatternCache } from '#cel/pattern.ts';
import { CaissonError } from '#kit/error.ts';
import type { Json } from '#model/json-value.ts';
import { Budget } from '../jmespath/budget.ts';
import { parseJmesPath } from '../jmespath/parse.ts';
import { type Execution, Missing, type Program, plain } from '../jmespath/value.ts';

const mostKept = 500;

/** Evaluates JMESPath for one rule and one object, within one budget. */
export class Queries {
  readonly execution: Execution;
  readonly #known = new Map<string, Program>();

  constructor(now: () => Date) {
    this.execution = { budget: new Budget(), patterns: new PatternCache(), now };
  }

  get budget(): Budget {
    return this.execution.budget;
  }

  /** Throws `input.not-found` for a key that is nowhere, `input.malformed` and `limit.*`. */
  search(text: string, value: Json): Json {
    const query = text.trim();
    if (query === '') throw new CaissonError('input.malformed', 'the query is empty');
    this.budget.spend(1 + query.length / 50);
    const found = this.#programOf(query).run(value, this.execution);
    if (!(found instanceof Missing)) return plain(found);
    throw new CaissonError(
      'input.not-found',
      `JMESPath query failed: Unknown key ${JSON.stringify(found.key)} in path`,
    );
  }

  #programOf(query: string): Program {
    const known = this.#known.get(query);
    if (known !== undefined) return known;
    const made = parseJmesPath(query);
    if (this.#known.size >= mostKept) this.#known.clear();
    this.#known.set(query, made);
    return made;
  }
}
