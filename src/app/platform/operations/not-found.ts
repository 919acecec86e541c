import { CaissonError } from '#kit/error.ts';

/** What is not there, or out of reach: the same answer for both. */
export function notFound(what: string): CaissonError {
  return new CaissonError('input.not-found', `there is no such ${what}`);
}
