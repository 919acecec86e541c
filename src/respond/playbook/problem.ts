import { CaissonError } from '#kit/error.ts';
import { printable } from '#kit/text.ts';
import type { SourceRange } from '#model/source-range.ts';

/** Something wrong in a playbook. */
export interface PlaybookProblem {
  readonly file: string;
  readonly message: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Collects what is wrong in one file. At most 100. */
export class Problems {
  readonly all: PlaybookProblem[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(range: SourceRange | undefined, message: string): void {
    if (this.all.length >= 100) return;
    const { line = 1, column = 1 } = range ?? {};
    this.all.push({ file: this.#file, message: printable(message), line, column });
  }
}

/** All problems as one error, one a line. */
export function problemError(problems: readonly PlaybookProblem[]): CaissonError {
  const lines = problems.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  );
  return new CaissonError('usage.invalid-config', lines.join('\n'), {
    hint: 'run "caisson respond playbooks" for examples of what is known',
  });
}
