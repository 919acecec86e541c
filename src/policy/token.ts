import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** A piece of an expression; `at` counts from 0. `text` is without quotes. */
export interface Token {
  readonly type: 'word' | 'number' | 'text' | 'sign';
  readonly text: string;
  readonly at: number;
}

const piece =
  /\s*(?:(&&|\|\||[<>=!]=|[<>!()])|(\d+(?:\.\d+)?)(?![\w.-])|([\w@/.:+-]+)|'([^']*)'|"([^"]*)")/y;

/** Cuts an expression into tokens. Throws `usage.invalid-argument` at the first character that fits nowhere. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  piece.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    const match = piece.exec(text);
    if (match === null) {
      throw new CaissonError(
        'usage.invalid-argument',
        `the expression ${quote(text)} is not valid: nothing known begins at column ${text.length - text.slice(at).trimStart().length + 1}`,
        { hint: 'put text that is not a plain word between single quotes' },
      );
    }
    tokens.push(tokenOf(match, at));
    at = piece.lastIndex;
  }
  return tokens;
}

function tokenOf(match: RegExpExecArray, at: number): Token {
  const [whole, sign, number, word, single, double] = match;
  const start = at + whole.length - whole.trimStart().length;
  if (sign !== undefined) return { type: 'sign', text: sign, at: start };
  if (number !== undefined) return { type: 'number', text: number, at: start };
  if (word !== undefined) return { type: 'word', text: word, at: start };
  return { type: 'text', text: single ?? double ?? '', at: start };
}
