import type { Run } from './lexer-run.ts';
import { replacePattern, trimPattern } from './pattern.ts';

/** Deepest nesting of `${a:-${b}}`. */
const maxDepth = 64;

/** Reads a `$` and what belongs to it; gives its value. */
export function readDollar(run: Run): string {
  run.at += 1;
  if (run.text[run.at] !== '{') return plainVariable(run);
  run.at += 1;
  const first = run.text[run.at];
  if (first === undefined) return fail(run, "syntax error: missing '}'");
  if (first === '{' || first === '}' || first === ':')
    return fail(run, 'syntax error: bad substitution');
  if (run.depth >= maxDepth) return fail(run, 'substitutions are nested too deeply');
  run.depth += 1;
  const value = braced(run);
  run.depth -= 1;
  return value;
}

function plainVariable(run: Run): string {
  const name = readName(run);
  if (name === '') return '$';
  const value = look(run, name, true);
  if (value === undefined && run.options.keepUnset === true) return `$${name}`;
  return value ?? '';
}

/** `${name…}`, behind the brace. */
function braced(run: Run): string {
  const name = readName(run);
  const char = run.text.charAt(run.at);
  run.at += 1;
  if (char === '}') {
    const value = look(run, name, true);
    if (value === undefined && run.options.keepUnset === true) return `\${${name}}`;
    return value ?? '';
  }
  return char === '/' ? replaced(run, name) : modified(run, name, char);
}

const modifiers = new Set(['-', '+', '?', ':-', ':+', ':?', '#', '%']);

function modified(run: Run, name: string, char: string): string {
  const written = char === ':' ? `:${run.text.charAt(run.at)}` : char;
  if (char === ':') run.at += 1;
  if (!modifiers.has(written))
    return fail(run, `unsupported modifier (${written}) in substitution`);
  const modifier = written.slice(-1);
  const isPattern = modifier === '#' || modifier === '%';
  const word = readOperand(run, '}', isPattern);
  if (run.error !== undefined) return '';
  const value = look(run, name, isPattern);
  if (value === undefined && run.options.keepUnset === true) return `\${${name}${written}${word}}`;
  if (isPattern) return trimmed(run, { value: value ?? '', modifier, word });
  return chosen(run, { name, value, written, word });
}

/** What `-`, `+` and `?` make of a value; with a colon an empty one counts as none. */
function chosen(
  run: Run,
  {
    name,
    value,
    written,
    word,
  }: {
    readonly name: string;
    readonly value: string | undefined;
    readonly written: string;
    readonly word: string;
  },
): string {
  const present = written.startsWith(':') && value === '' ? undefined : value;
  if (written.endsWith('+')) return present === undefined ? '' : word;
  if (present !== undefined) return present;
  return written.endsWith('-') ? word : fail(run, `${name}: ${word || missing(value)}`);
}

function missing(value: string | undefined): string {
  return `is not allowed to be ${value === '' ? 'empty' : 'unset'}`;
}

function trimmed(
  run: Run,
  { value, modifier, word }: Readonly<Record<'value' | 'modifier' | 'word', string>>,
): string {
  const greedy = word.startsWith(modifier);
  const pattern = greedy ? word.slice(1) : word;
  const rest = trimPattern(value, pattern, { end: modifier === '%', greedy });
  return rest ?? fail(run, `invalid pattern (${pattern}) in substitution`);
}

function replaced(run: Run, name: string): string {
  const all = run.text[run.at] === '/';
  if (all) run.at += 1;
  const pattern = readOperand(run, '/', true);
  const text = run.error === undefined ? readOperand(run, '}', true) : '';
  if (run.error !== undefined) return '';
  const value = look(run, name, true);
  if (value === undefined && run.options.keepUnset === true)
    return `\${${name}/${pattern}/${text}}`;
  const result = replacePattern(value ?? '', pattern, { text, all });
  return result ?? fail(run, `invalid pattern (${pattern}) in substitution`);
}

function readOperand(run: Run, stop: string, rawEscapes: boolean): string {
  const before = run.rawEscapes;
  run.rawEscapes = rawEscapes;
  const text = run.readUntil(run, stop);
  run.rawEscapes = before;
  if (run.error?.startsWith('unexpected end of statement while looking for matching }') === true)
    run.error = "syntax error: missing '}'";
  if (run.error?.startsWith('unexpected end of statement while looking for matching /') === true)
    run.error = "syntax error: missing '/' in ${}";
  return text;
}

function look(run: Run, name: string, bare: boolean): string | undefined {
  const value = run.options.lookup(name);
  if (value !== undefined) {
    run.matched.add(name);
    return value;
  }
  run.unmatched.add(name);
  if (bare) run.bare.add(name);
  return undefined;
}

function fail(run: Run, message: string): string {
  run.error ??= message;
  return '';
}

/** Letters, digits and `_`; a run of digits; or one of the special parameters. */
function readName(run: Run): string {
  const rest = run.text;
  const from = run.at;
  const first = rest.charAt(from);
  if (isDigit(first)) {
    while (isDigit(rest.charAt(run.at))) run.at += 1;
  } else if (first !== '' && '@*#?-$!'.includes(first)) {
    run.at += 1;
  } else {
    while (isNamePart(rest.charAt(run.at))) run.at += 1;
  }
  return rest.slice(from, run.at);
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char !== '';
}

function isNamePart(char: string): boolean {
  if (char < '\u0080') return /^\w$/.test(char);
  return /^[\p{L}\p{Nd}_]$/u.test(char);
}
