import type { FileChecker, FileResult, SetCheck } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';

/** The files of one run that are checked together, by the checker that asks for them. */
export class CheckSets {
  readonly #scope: Scope;
  readonly #sets = new Map<FileChecker, SetCheck>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** The set of a checker; `undefined` of one that looks at each file alone. */
  of(checker: FileChecker): SetCheck | undefined {
    const known = this.#sets.get(checker);
    if (known !== undefined) return known;
    const made = checker.together?.(this.#scope);
    if (made !== undefined) this.#sets.set(checker, made);
    return made;
  }

  /** What each set shows as a whole. */
  finish(): readonly FileResult[] {
    return [...this.#sets.values()].map((set) => set.finish());
  }
}
