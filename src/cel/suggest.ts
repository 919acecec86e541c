import { editDistance } from '#kit/edit-distance.ts';

/** The name of these that was probably meant, or `undefined`. Bounded: long names are not compared. */
function nearest(word: string, names: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    if (name.length > 64 || Math.abs(name.length - word.length) >= least) continue;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance >= least) continue;
    least = distance;
    best = name;
  }
  return best;
}

/** `; did you mean "x"?`, or nothing. */
export function suggestion(word: string, names: Iterable<string>): string {
  const found = nearest(word, names);
  return found === undefined ? '' : `; did you mean ${JSON.stringify(found)}?`;
}
