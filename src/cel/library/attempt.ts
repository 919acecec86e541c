import { isCaissonError } from '#kit/error.ts';
import { CelError, type Result } from '../value.ts';

/** What a parser gives, or its complaint as an error of the expression. Anything but a complaint about input passes through. */
export function attempt<T>(
  parse: () => T,
  message: (why: string) => string = (why) => why,
): T | CelError {
  try {
    return parse();
  } catch (error) {
    if (!isCaissonError(error) || !/^(?:input|limit)\./.test(error.code)) throw error;
    return new CelError(message(error.message));
  }
}

/** Whether a result is a value. */
export function isGood(result: Result): boolean {
  return !(result instanceof CelError);
}
