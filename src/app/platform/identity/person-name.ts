import { CaissonError } from '#kit/error.ts';
import { printable } from '#kit/text.ts';

/** A name that looks like what it is: no controls, no marks of direction, no space around. Throws `usage.invalid-argument`. */
export function checkName(name: string): string {
  const text = name.normalize('NFC');
  if (text.trim() === text && text !== '' && printable(text) === text && text.isWellFormed())
    return text;
  throw new CaissonError('usage.invalid-argument', 'the name has characters that do not show');
}
