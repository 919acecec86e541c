/** Search parameters as plain text: a name that occurs more than once is a list. Never an object with a prototype. */
export function parseSearch(text: string): Record<string, string | readonly string[]> {
  const search = new URLSearchParams(text);
  const parsed = new Map<string, string | readonly string[]>();
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name);
    parsed.set(name, values.length === 1 ? (values[0] ?? '') : values);
  }
  return Object.fromEntries(parsed);
}

/** The inverse of `parseSearch`. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value])
      if (typeof one === 'string') text.append(name, one);
  return text.size === 0 ? '' : `?${text.toString()}`;
}
