import { CaissonError } from '#kit/error.ts';

/** A term of Erlang or Elixir as far as lock files need it: atoms, numbers, strings and binaries are text, the rest lists. */
export type Term = string | readonly Term[];

/** What tells the two languages apart here: `%` begins a comment of Erlang and a map of Elixir. */
export type Dialect = 'erlang' | 'elixir';

/**
 * Reads all terms of a text: tuples, lists and maps become lists of their elements; pairs of maps and keyword lists stand one
 * after the other. Commas, colons, arrows and the marks around binaries are passed over, so nothing is checked but brackets:
 * who asks checks what he finds. Linear time. Throws `input.malformed` for open brackets, `limit.depth`.
 */
export function readTerms(text: string, dialect: Dialect, maxDepth: number): readonly Term[] {
  const top: Term[] = [];
  const open: Term[][] = [top];
  for (const token of tokensOf(text, dialect)) {
    if (token.kind === 'open') {
      const list: Term[] = [];
      open.at(-1)?.push(list);
      open.push(list);
      if (open.length > maxDepth)
        throw new CaissonError('limit.depth', 'the terms are nested too deeply');
    } else if (token.kind === 'close') {
      if (open.length === 1) throw malformed();
      open.pop();
    } else open.at(-1)?.push(token.text);
  }
  if (open.length > 1) throw malformed();
  return top;
}

/** The list behind a term; empty when it is text. */
export function listTerm(term: Term | undefined): readonly Term[] {
  return term === undefined || typeof term === 'string' ? [] : term;
}

/** The text behind a term; `undefined` when it is a list. */
export function textTerm(term: Term | undefined): string | undefined {
  return typeof term === 'string' ? term : undefined;
}

interface Token {
  readonly kind: 'open' | 'close' | 'text';
  readonly text: string;
}

function* tokensOf(text: string, dialect: Dialect): Generator<Token> {
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    const end = pieceEnd(text, at, dialect);
    if (char === '"' || char === "'")
      yield { kind: 'text', text: quoted(text.slice(at + 1, end - 1)) };
    else if ('{[('.includes(char)) yield { kind: 'open', text: '' };
    else if ('}])'.includes(char)) yield { kind: 'close', text: '' };
    else if (isWord(char)) yield { kind: 'text', text: text.slice(at, end) };
    at = end;
  }
}

/** Where the comment, string, word or mark that begins at `at` ends. */
function pieceEnd(text: string, at: number, dialect: Dialect): number {
  const char = text[at] ?? '';
  if (char === (dialect === 'erlang' ? '%' : '#')) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (char === '"' || char === "'") return stringEnd(text, at, char);
  // `<<"…"/utf8>>` names the type of a segment.
  if (char === '/' || isWord(char)) return wordEnd(text, at + 1);
  return at + 1;
}

function stringEnd(text: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isWord(text[at] ?? '')) at += 1;
  return at;
}

function isWord(char: string): boolean {
  return /[\w.@!?*+-]/.test(char);
}

function quoted(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text;
}

function malformed(): CaissonError {
  return new CaissonError('input.malformed', 'the terms have brackets that do not match');
}
