/**
 * Whether an expression has a choice inside a group that ignores case (`(?i:abc|zip)`). V8 (seen in 13.6, Node 24) forgets the
 * upper case of later options in some of these once about 880 expressions are compiled; `(?:(?i:abc)|(?i:zip))` is never hurt.
 */
export function hasFoldedChoice(source: string): boolean {
  /** For each open group: whether case is ignored in it. */
  const open: boolean[] = [];
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    if (char === '\\') at += 1;
    else if (char === '[') at = endOfClass(source, at);
    else if (char === '(') open.push(open.at(-1) === true || source.startsWith('(?i:', at));
    else if (char === ')') open.pop();
    else if (char === '|' && open.at(-1) === true) return true;
  }
  return false;
}

function endOfClass(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === ']') return at;
  }
  return source.length;
}

/** The expression in a group `(?i:…)` that is all of it: it can have the flag instead. */
export function unfolded(source: string): string | undefined {
  if (!source.startsWith('(?i:') || !source.endsWith(')')) return undefined;
  let depth = 0;
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    if (char === '\\') at += 1;
    else if (char === '[') at = endOfClass(source, at);
    else if (char === '(') depth += 1;
    else if (char === ')' && (depth -= 1) === 0)
      return at === source.length - 1 ? source.slice(4, -1) : undefined;
  }
  return undefined;
}
