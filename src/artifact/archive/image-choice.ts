import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** One of the images of an archive, with the names that may choose it. */
export interface Choice<Image> {
  readonly image: Image;
  readonly names: readonly string[];
}

const maxListed = 30;

/**
 * The images that a person means: those that `selector` names, or all of the only image there is.
 * Throws `usage.invalid-argument` with the names to choose from.
 */
export function chooseImages<Image>(
  choices: readonly Choice<Image>[],
  selector: string | undefined,
  what: string,
): readonly Image[] {
  if (selector !== undefined) {
    const chosen = choices.filter(({ names }) => names.some((name) => isSame(name, selector)));
    if (chosen.length > 0) return chosen.map(({ image }) => image);
    throw refuse(`${what} has no image ${quote(selector)}`, choices, what);
  }
  const named = new Set(choices.map(({ names }) => names[0] ?? ''));
  if (named.size <= 1) return choices.map(({ image }) => image);
  throw refuse(`${what} holds ${named.size} images`, choices, what);
}

function refuse(message: string, choices: readonly Choice<unknown>[], what: string): CaissonError {
  const names = [...new Set(choices.flatMap((choice) => choice.names.slice(0, 1)))];
  const listed = names.slice(0, maxListed).map(quote).join(', ');
  const rest = names.length > maxListed ? ` and ${names.length - maxListed} more` : '';
  return new CaissonError(
    'usage.invalid-argument',
    `${message}; it has ${listed || 'no names'}${rest}`,
    {
      hint: `choose one by its name: ${what.slice(1, -1)}@NAME`,
    },
  );
}

/** Docker writes `shop:1` where others write `docker.io/library/shop:1`. */
function isSame(name: string, selector: string): boolean {
  return familiar(name) === familiar(selector);
}

function familiar(name: string): string {
  return name.replace(/^docker\.io\/(?:library\/)?/, '');
}
