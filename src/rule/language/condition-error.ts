import { CaissonError, type ErrorCode } from '#kit/error.ts';

/** A place in the text of a condition: offset in UTF-16 units from 0, line and column from 1. */
export interface ConditionPlace {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** What is wrong with the text of a condition or an output, and where. Codes are `input.malformed` and `limit.depth`. */
export class ConditionError extends CaissonError {
  readonly place: ConditionPlace;
  /** Stable slug for `RuleDiagnostic.code`. */
  readonly slug: string;
  /** `did you mean "proc.name"?` */
  readonly suggestion: string | undefined;

  constructor(
    message: string,
    place: ConditionPlace,
    options: {
      readonly code?: ErrorCode;
      readonly slug?: string;
      readonly suggestion?: string;
    } = {},
  ) {
    super(options.code ?? 'input.malformed', message, {
      ...(options.suggestion !== undefined && { hint: options.suggestion }),
    });
    this.place = place;
    this.slug = options.slug ?? 'syntax';
    this.suggestion = options.suggestion;
  }
}

/** The line and column of an offset; CR and LF each end a line, as Falco counts. */
export function placeIn(text: string, offset: number): ConditionPlace {
  let line = 1;
  let start = 0;
  for (let at = 0; at < offset && at < text.length; at += 1)
    if (text[at] === '\n' || text[at] === '\r') {
      line += 1;
      start = at + 1;
    }
  return { offset, line, column: offset - start + 1 };
}
