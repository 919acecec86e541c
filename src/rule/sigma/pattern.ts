/** A value of Sigma: literal parts, and `*` and `?` between them. */
type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'one' };

/** A wildcard, a character whose meaning a backslash takes, or text. */
const token = /[*?]|\\[*?\\]|[^*?\\]+|\\/g;

/**
 * Reads a value (Sigma specification 2.1, "wildcards"): `*` and `?` are wildcards, a backslash before them or before another
 * backslash takes their meaning, any other backslash is itself.
 */
function parsePattern(value: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  for (const [part] of value.matchAll(token)) {
    const before = parts.at(-1);
    const text = part.length === 2 && part.startsWith('\\') ? part.slice(1) : part;
    if (part === '*') parts.push({ kind: 'any' });
    else if (part === '?') parts.push({ kind: 'one' });
    else if (before?.kind === 'literal')
      parts.splice(-1, 1, { kind: 'literal', text: before.text + text });
    else parts.push({ kind: 'literal', text });
  }
  return parts;
}

/** How a value is compared, as simply as it can be; `text` is a pattern of fnmatch(3) for `glob`. */
export interface Comparison {
  readonly shape: 'equals' | 'contains' | 'startswith' | 'endswith' | 'glob' | 'anything';
  readonly text: string;
}

const any: PatternPart = { kind: 'any' };

/** The comparison that a value with its modifier stands for. */
export function comparisonOf(
  value: string,
  modifier: 'equals' | 'contains' | 'startswith' | 'endswith',
): Comparison {
  const front = modifier === 'contains' || modifier === 'endswith' ? [any] : [];
  const back = modifier === 'contains' || modifier === 'startswith' ? [any] : [];
  const parts = folded([...front, ...parsePattern(value), ...back]);
  const literals = parts.filter((part) => part.kind === 'literal');
  const [literal] = literals;
  if (literal === undefined && parts.every((part) => part.kind === 'any'))
    return { shape: parts.length > 0 ? 'anything' : 'equals', text: '' };
  const kinds = parts.map((part) => part.kind).join(' ');
  const shape = shapes.get(kinds);
  if (shape === undefined || literal === undefined)
    return { shape: 'glob', text: parts.map(globText).join('') };
  return { shape, text: literal.text };
}

const shapes: ReadonlyMap<string, Comparison['shape']> = new Map([
  ['literal', 'equals'],
  ['any literal any', 'contains'],
  ['literal any', 'startswith'],
  ['any literal', 'endswith'],
]);

/** Without wildcards that follow one another. */
function folded(parts: readonly PatternPart[]): readonly PatternPart[] {
  return parts.filter((part, at) => part.kind !== 'any' || parts[at - 1]?.kind !== 'any');
}

function globText(part: PatternPart): string {
  if (part.kind === 'any') return '*';
  return part.kind === 'one' ? '?' : part.text.replace(/[*?[\\]/g, String.raw`\$&`);
}

/** ASCII letters in lower case: Sigma compares without case, and only these are folded by rules. */
export function lowered(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * A constant of a condition in quotes. Backslashes are written as bytes, since one before the closing quote would keep the
 * text open.
 */
export function quoted(text: string): string {
  const escaped = text
    .replace(/\\/g, String.raw`\x5c`)
    .replace(/"/g, String.raw`\"`)
    // oxlint-disable-next-line no-control-regex -- they are what is escaped
    .replace(/[\0-\x1f\x7f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${escaped}"`;
}
