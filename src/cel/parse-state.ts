import { SyntaxFault, type Token } from './lexer.ts';

/** How far the tokens of an expression are read. */
export interface State {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

/** The token that comes next; the last one tells the end. */
export function peek(state: State): Token {
  const token = state.tokens[state.at] ?? state.tokens.at(-1);
  if (token === undefined) throw new SyntaxFault('empty expression', 0);
  return token;
}

/** Takes the token that comes next. */
export function next(state: State): Token {
  const token = peek(state);
  state.at += 1;
  return token;
}

/** Takes an operator if it comes next; whether it did. */
export function accept(state: State, text: string): boolean {
  const token = peek(state);
  if (token.kind !== 'op' || token.text !== text) return false;
  state.at += 1;
  return true;
}

/** Takes an operator that must come next. Throws SyntaxFault. */
export function expect(state: State, text: string): Token {
  const token = peek(state);
  if (!accept(state, text)) unexpected(token, `, expected ${JSON.stringify(text)}`);
  return token;
}

/** Throws SyntaxFault: nothing that may stand here. */
export function unexpected(token: Token, hint = ''): never {
  const what = token.kind === 'end' ? token.text : JSON.stringify(token.text);
  throw new SyntaxFault(`unexpected ${what}${hint}`, token.at);
}
