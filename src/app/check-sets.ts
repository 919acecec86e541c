import type { FileChecker, FileResult, SetCheck } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';

/** The files of one run that are checked together, by the checker that asks for them. */
export class CheckSets {
  readonly #scope: Scope;
  readonly #sets = new Map<string, SetCheck>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** The set of a checker and a unit; `undefined` of one that looks at each file alone. */
  of(checker: FileChecker, unit = ''): SetCheck | undefined {
    const key = `${checker.id}\0${unit}`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const made = checker.together?.(this.#scope);
    if (made !== undefined) this.#sets.set(key, made);
    return made;
  }

  /** What each set shows as a whole. */
  finish(): readonly FileResult[] {
    return [...this.#sets.values()].map((set) => set.finish());
  }
}
