import { CaissonError } from '#kit/error.ts';

/** Something of Sigma that rules here cannot say: the rule is not converted, and this is why. */
export function unsupported(message: string): CaissonError {
  return new CaissonError('input.unsupported', message);
}
