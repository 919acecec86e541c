/** A scalar on one line: text, quoted or not, or a boolean; a comment behind it is dropped. */
export function scalarOf(value: string): string | boolean {
  if (value.startsWith('"') || value.startsWith("'")) return unquote(value);
  const comment = value.indexOf(' #');
  const plain = comment < 0 ? value : value.slice(0, comment).trimEnd();
  return plain === 'true' ? true : plain === 'false' ? false : plain;
}

/** Text without the quotes around it; escapes are left as they are, pnpm's names and versions need none. */
export function unquote(text: string): string {
  const quote = text[0];
  const isQuoted = quote === '"' || quote === "'";
  return isQuoted && text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : text;
}

/** The scalars of `{key: value, key: value}`; nested lists and mappings are passed over. */
export function flowMapping(text: string): Record<string, unknown> {
  const mapping = Object.create(null) as Record<string, unknown>;
  for (const item of topLevelItems(text)) {
    const colon = item.indexOf(': ');
    if (colon < 0) continue;
    const value = item.slice(colon + 2).trim();
    if (!/^[[{&*!]/.test(value)) mapping[unquote(item.slice(0, colon).trim())] = scalarOf(value);
  }
  return mapping;
}

/** The text between the commas of the outer mapping. */
function topLevelItems(text: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 1;
  for (const { 0: mark, index } of text.matchAll(/"[^"]*"|'[^']*'|[{}[\],]/g)) {
    if (mark === '{' || mark === '[') depth += 1;
    if (mark === '}' || mark === ']') depth -= 1;
    const isEnd = mark === ',' ? depth === 1 : depth === 0;
    if (!isEnd) continue;
    items.push(text.slice(start, index).trim());
    start = index + 1;
  }
  return items;
}
