/** One setting of a configuration file. Keys of nested formats are joined by dots: `http.port`, `users.0.name`. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  /** From 1; absent where the format's parser does not tell. */
  readonly line?: number;
}

/** Most settings that are read of one file. */
export const maxSettings = 20_000;

/** Removes one pair of quotes around a value. */
export function unquoted(value: string): string {
  const first = value[0];
  if (value.length < 2 || (first !== '"' && first !== "'") || !value.endsWith(first)) return value;
  return value.slice(1, -1);
}

/** Settings of nested values as parsers of JSON and TOML give them. Depth and number are bounded. */
export function flattened(value: unknown): readonly Setting[] {
  const out: Setting[] = [];
  flattenInto(out, value, '', 0);
  return out;
}

const maxDepth = 32;

function flattenInto(out: Setting[], value: unknown, key: string, depth: number): void {
  if (out.length >= maxSettings || depth > maxDepth) return;
  if (typeof value !== 'object' || value === null) {
    out.push({ key, value: textOf(value) });
    return;
  }
  const parts = Object.entries(value);
  if (parts.length === 0) out.push({ key, value: '' });
  for (const [name, part] of parts)
    flattenInto(out, part, key === '' ? name : `${key}.${name}`, depth + 1);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? `${value}`
    : '';
}
