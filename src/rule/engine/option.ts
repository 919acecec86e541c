/** What an option string of getopt(3) allows. */
export interface OptionString {
  readonly known: ReadonlySet<string>;
  readonly withValue: ReadonlySet<string>;
}

/** A leading `:` changes nothing here: a missing value is always empty. */
export function parseOptionString(text: string): OptionString {
  const known = new Set<string>();
  const withValue = new Set<string>();
  for (let at = 0; at < text.length; at += 1) {
    const option = text[at] ?? '';
    if (option === ':') continue;
    known.add(option);
    if (text[at + 1] === ':') withValue.add(option);
  }
  return { known, withValue };
}

/**
 * Options and their values in order, as getopt(3) finds them: it stops at `--` and at the first word that is no option; long
 * options are skipped; `?` stands for one that is not known.
 */
export function readOptions(words: readonly string[], options: OptionString): readonly string[] {
  const found: string[] = [];
  scan(words, options, (option, value, isKnown) => {
    if (!isKnown) found.push('?');
    else if (value === undefined) found.push(option);
    else if (value.missing) found.push('');
    else found.push(option, value.text);
  });
  return found;
}

/** Value of the last such option, its own name when it takes none; `undefined` when it is absent. */
export function readOption(
  words: readonly string[],
  options: OptionString,
  wanted: string,
): string | undefined {
  let last: string | undefined;
  scan(words, options, (option, value, isKnown) => {
    if (isKnown && option === wanted) last = value === undefined ? option : value.text;
  });
  return last;
}

type Tell = (
  option: string,
  value: { readonly text: string; readonly missing: boolean } | undefined,
  isKnown: boolean,
) => void;

function scan(words: readonly string[], options: OptionString, tell: Tell): void {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--' || word.length < 2 || !word.startsWith('-')) return;
    if (word.startsWith('--')) continue;
    at += scanCluster(word, words[at + 1], options, tell);
  }
}

/** Gives how many words of the rest were taken as a value. */
function scanCluster(
  word: string,
  next: string | undefined,
  options: OptionString,
  tell: Tell,
): number {
  for (let at = 1; at < word.length; at += 1) {
    const option = word[at] ?? '';
    const isKnown = options.known.has(option);
    if (!isKnown || !options.withValue.has(option)) {
      tell(option, undefined, isKnown);
      continue;
    }
    const attached = at + 1 < word.length;
    const text = attached ? word.slice(at + 1) : (next ?? '');
    tell(option, { text, missing: !attached && next === undefined }, true);
    return attached || next === undefined ? 0 : 1;
  }
  return 0;
}
