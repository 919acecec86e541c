import { CaissonError } from '#kit/error.ts';

/** A word of the expression language. `text` is the token as written, of strings the content without quotes. */
export interface Token {
  readonly kind: 'string' | 'number' | 'word' | 'operator';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const operators = [
  '&&',
  '||',
  '==',
  '!=',
  '<=',
  '>=',
  '<',
  '>',
  '!',
  '(',
  ')',
  '[',
  ']',
  ',',
  '.',
  '*',
];
const wordPattern = /[A-Za-z_][A-Za-z0-9_-]*/y;
const numberPattern =
  /[-+]?(?:0x[0-9A-Fa-f]+|0o[0-7]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|Infinity)/y;
const blankPattern = /\s+/y;

/** Splits an expression into tokens. Throws `input.malformed` at the first character that starts none. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at, tokens.at(-1));
    tokens.push(token);
    at = skipBlanks(text, token.end);
  }
  return tokens;
}

function tokenAt(text: string, at: number, before: Token | undefined): Token {
  if (text[at] === "'") return stringAt(text, at);
  const word = matchAt(wordPattern, text, at);
  if (word !== undefined) return { kind: 'word', text: word, start: at, end: at + word.length };
  const number = isOperand(before) ? undefined : matchAt(numberPattern, text, at);
  if (number !== undefined)
    return { kind: 'number', text: number, start: at, end: at + number.length };
  const operator = operators.find((each) => text.startsWith(each, at));
  if (operator === undefined)
    throw new CaissonError('input.malformed', `unexpected character at ${at}`);
  return { kind: 'operator', text: operator, start: at, end: at + operator.length };
}

/** Behind an operand a dot is a member, not the start of a fraction. */
function isOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return (
    token.kind !== 'operator' || token.text === ')' || token.text === ']' || token.text === '*'
  );
}

function stringAt(text: string, start: number): Token {
  let at = start + 1;
  let content = '';
  for (;;) {
    const quote = text.indexOf("'", at);
    if (quote < 0) throw new CaissonError('input.malformed', `string at ${start} does not end`);
    content += text.slice(at, quote);
    if (text[quote + 1] !== "'") return { kind: 'string', text: content, start, end: quote + 1 };
    content += "'";
    at = quote + 2;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function skipBlanks(text: string, at: number): number {
  return at + (matchAt(blankPattern, text, at)?.length ?? 0);
}
