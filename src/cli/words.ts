import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** Throws `usage.invalid-argument` for what is none of the words. */
export function oneOf<Word extends string>(
  words: readonly Word[],
  text: string,
  option: string,
): Word {
  const found = words.find((word) => word === text.toLowerCase());
  if (found !== undefined) return found;
  throw new CaissonError('usage.invalid-argument', `${option} does not know ${quote(text)}`, {
    hint: `use one of ${words.join(', ')}`,
  });
}
