/** Longest word for which a similar one is looked for. */
const maxLength = 100;

/** The option that differs from `word` in fewer than three letters, the nearest first; none when it is an option itself. */
export function similar(
  word: string,
  options: Iterable<string>,
  caseSensitive = true,
): string | undefined {
  const wanted = caseSensitive ? word : word.toLowerCase();
  if (wanted.length > maxLength) return undefined;
  let best: string | undefined;
  let least = 3;
  for (const written of options) {
    const option = caseSensitive ? written : written.toLowerCase();
    if (option === wanted) return undefined;
    if (Math.abs(option.length - wanted.length) >= least) continue;
    const distance = distanceOf(wanted, option);
    if (distance >= least) continue;
    best = caseSensitive ? option : inCaseOf(option, word);
    least = distance;
  }
  return best;
}

/** A message with what the person may have meant. */
export function withSuggestion(
  message: string,
  word: string,
  {
    options,
    caseSensitive,
  }: { readonly options: Iterable<string>; readonly caseSensitive: boolean },
): string {
  const match = similar(word, options, caseSensitive);
  return match === undefined ? message : `${message} (did you mean ${match}?)`;
}

/** Letters to insert, remove or replace (Levenshtein). */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function inCaseOf(option: string, word: string): string {
  if (word === word.toUpperCase()) return option.toUpperCase();
  return option;
}
