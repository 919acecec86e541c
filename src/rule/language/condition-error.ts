import { CaissonError, type ErrorCode } from '#kit/error.ts';

/** A place in the text of a condition: offset in UTF-16 units from 0, line and column from 1. */
export interface ConditionPlace {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** What is wrong with the text of a condition or an output, and where. Codes are `input.malformed` and `limit.depth`. */
export class ConditionError extends CaissonError {
  readonly offset: number;
  readonly #text: string;
  /** Stable slug for `RuleDiagnostic.code`. */
  readonly slug: string;
  /** `did you mean "proc.name"?` */
  readonly suggestion: string | undefined;

  /** `text` is the condition in which `offset` counts. */
  constructor(
    message: string,
    { text = '', offset }: { readonly text?: string; readonly offset: number },
    options: {
      readonly code?: ErrorCode;
      readonly slug?: string;
      readonly suggestion?: string;
    } = {},
  ) {
    super(options.code ?? 'input.malformed', message, {
      ...(options.suggestion !== undefined && { hint: options.suggestion }),
    });
    this.offset = offset;
    this.#text = text;
    this.slug = options.slug ?? 'syntax';
    this.suggestion = options.suggestion;
  }

  /** Found only when it is asked for: some errors are tries that failed. */
  get place(): ConditionPlace {
    return placeIn(this.#text, this.offset);
  }
}

/** The line and column of an offset; CR and LF each end a line, as Falco counts. */
function placeIn(text: string, offset: number): ConditionPlace {
  let line = 1;
  let start = 0;
  for (let at = 0; at < offset && at < text.length; at += 1)
    if (text[at] === '\n' || text[at] === '\r') {
      line += 1;
      start = at + 1;
    }
  return { offset, line, column: offset - start + 1 };
}
