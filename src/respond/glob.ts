/** Whether `text` is what `pattern` says: `*` stands for any characters, `?` for one. Linear in practice: no backtracking beyond the last star. */
export function matchesGlob(pattern: string, text: string): boolean {
  let [at, place, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    const wanted = pattern[place];
    if (wanted === '*') {
      star = place;
      resume = at;
      place += 1;
    } else if (wanted === '?' || wanted === text[at]) {
      place += 1;
      at += 1;
    } else {
      if (star === -1) return false;
      resume += 1;
      at = resume;
      place = star + 1;
    }
  }
  while (pattern[place] === '*') place += 1;
  return place === pattern.length;
}

/** Whether any pattern fits; no patterns fit everything. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matchesGlob(pattern, text));
}
