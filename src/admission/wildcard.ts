/**
 * Whether a text is what a pattern with `*` (any characters) and `?` (one character) means, as Kyverno has it. Time is at most the
 * product of both lengths.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let mark = 0;
  for (let place = 0; place < text.length; ) {
    const char = pattern[at];
    if (char === '*') {
      star = at;
      mark = place;
      at += 1;
    } else if (char !== undefined && (char === '?' || char === text[place])) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      place = mark;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

export function hasWildcard(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?');
}
