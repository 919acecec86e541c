import { editDistance, isSlip } from '#kit/edit-distance.ts';

/** More names than this are not compared: the cost is theirs times the length of the word. */
const maxNames = 5000;

/** `did you mean "proc.name"?` as a member where one of the names is near to `word`, or nothing. */
export function suggested(word: string, names: Iterable<string>): { readonly suggestion?: string } {
  const text = suggestion(word, names);
  return text === undefined ? {} : { suggestion: text };
}

function suggestion(word: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  let count = 0;
  for (const name of names) {
    count += 1;
    if (count > maxNames) break;
    if (!isNear(word, name)) continue;
    const distance = editDistance(word, name);
    if (distance < least) [best, least] = [name, distance];
  }
  return best === undefined ? undefined : `did you mean "${best}"?`;
}

function isNear(word: string, name: string): boolean {
  if (Math.abs(word.length - name.length) > 2) return false;
  return isSlip(word, name) || word.toLowerCase() === name.toLowerCase();
}
