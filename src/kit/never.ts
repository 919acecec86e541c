import { inspect } from 'node:util';
import { CaissonError } from './error.ts';

/** The default arm of an exhaustive switch: a new variant becomes a type error here. */
export function unreachable(value: never): never {
  throw new CaissonError('internal.bug', `unreachable: ${inspect(value)}`);
}
