/** Something wrong with the types of a condition; `at` is an offset in its text. */
export interface TypeProblem {
  readonly level: 'error' | 'warning';
  /** `unknown-field`, `type`, `argument`, `value`, `transformer`, `event-type` … */
  readonly code: string;
  readonly message: string;
  readonly at: number;
  readonly suggestion?: string;
}
