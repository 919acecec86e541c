/**
 * Matches a whole text: `*` is any run without `/`, `**` any run, `?` one character. Takes time proportional to the product
 * of both lengths at worst, whatever the pattern.
 */
export function globMatches(glob: string, text: string): boolean {
  let reach = new Set([0]);
  for (let at = 0; at < glob.length && reach.size > 0; at += 1) {
    const char = glob[at];
    if (char !== '*') {
      reach = step(reach, text, char ?? '');
      continue;
    }
    const crosses = glob[at + 1] === '*';
    if (crosses) at += 1;
    reach = spread(reach, text, crosses);
  }
  return reach.has(text.length);
}

function step(reach: ReadonlySet<number>, text: string, char: string): Set<number> {
  const next = new Set<number>();
  for (const at of reach) {
    const found = text[at];
    if (found !== undefined && (found === char || (char === '?' && found !== '/')))
      next.add(at + 1);
  }
  return next;
}

function spread(reach: ReadonlySet<number>, text: string, crosses: boolean): Set<number> {
  const next = new Set<number>();
  for (const start of reach) {
    for (let at = start; at <= text.length && !next.has(at); at += 1) {
      next.add(at);
      if (!crosses && text[at] === '/') break;
    }
  }
  return next;
}
