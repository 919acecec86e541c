import { CaissonError } from '#kit/error.ts';
import { type Token, tokensOf } from './expression-lexer.ts';
import type { BinaryOperator, ExpressionNode } from './expression-node.ts';

const maxDepth = 60;
/** Operators or members in a row: trees lean to the left, so their depth is the length of the row. */
const maxRow = 500;
const maxLength = 21_000;
const levels: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
];

/**
 * Parses an expression without its delimiters. Throws `input.malformed` on what the language does not know, `limit.depth` and
 * `limit.size` beyond what GitHub itself accepts (21,000 characters, 50 levels).
 */
export function parseExpression(text: string): ExpressionNode {
  if (text.length > maxLength) throw new CaissonError('limit.size', 'expression is too long');
  const reader = new TokenReader(tokensOf(text));
  const node = parseBinary(reader, 0, 0);
  const rest = reader.peek();
  if (rest !== undefined) throw unexpected(rest);
  return node;
}

/** Walks over tokens, one ahead. */
class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  next(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new CaissonError('input.malformed', 'expression ends too early');
    this.#at += 1;
    return token;
  }

  /** Takes the next token when it is this operator. */
  accept(operator: string): Token | undefined {
    const token = this.peek();
    if (token?.kind !== 'operator' || token.text !== operator) return undefined;
    this.#at += 1;
    return token;
  }

  expect(operator: string): Token {
    const token = this.next();
    if (token.kind !== 'operator' || token.text !== operator) throw unexpected(token);
    return token;
  }
}

function parseBinary(reader: TokenReader, level: number, depth: number): ExpressionNode {
  const operators = levels[level];
  if (operators === undefined) return parseUnary(reader, depth);
  if (depth > maxDepth) throw new CaissonError('limit.depth', 'expression is nested too deeply');
  let left = parseBinary(reader, level + 1, depth);
  for (let row = 0; ; row += 1) {
    if (row > maxRow) throw new CaissonError('limit.depth', 'expression is nested too deeply');
    const operator = operators.find((each) => reader.accept(each) !== undefined);
    if (operator === undefined) return left;
    const right = parseBinary(reader, level + 1, depth);
    left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
  }
}

function parseUnary(reader: TokenReader, depth: number): ExpressionNode {
  const not = reader.accept('!');
  if (not === undefined) return parsePostfix(reader, depth);
  if (depth > maxDepth) throw new CaissonError('limit.depth', 'expression is nested too deeply');
  const operand = parseUnary(reader, depth + 1);
  return { kind: 'not', operand, start: not.start, end: operand.end };
}

function parsePostfix(reader: TokenReader, depth: number): ExpressionNode {
  let node = parsePrimary(reader, depth);
  for (let row = 0; ; row += 1) {
    if (row > maxRow) throw new CaissonError('limit.depth', 'expression is nested too deeply');
    if (reader.accept('.') !== undefined) node = member(node, reader.next());
    else if (reader.accept('[') !== undefined) node = element(node, reader, depth);
    else return node;
  }
}

function member(object: ExpressionNode, token: Token): ExpressionNode {
  const { start } = object;
  if (token.kind === 'operator' && token.text === '*')
    return { kind: 'star', object, start, end: token.end };
  if (token.kind !== 'word') throw unexpected(token);
  return { kind: 'property', object, name: token.text, start, end: token.end };
}

function element(object: ExpressionNode, reader: TokenReader, depth: number): ExpressionNode {
  const { start } = object;
  if (reader.accept('*') !== undefined)
    return { kind: 'star', object, start, end: reader.expect(']').end };
  const index = parseBinary(reader, 0, depth + 1);
  return { kind: 'index', object, index, start, end: reader.expect(']').end };
}

function parsePrimary(reader: TokenReader, depth: number): ExpressionNode {
  const token = reader.next();
  const { start, end, text } = token;
  switch (token.kind) {
    case 'string':
      return { kind: 'literal', value: text, start, end };
    case 'number':
      return { kind: 'literal', value: numberOf(text), start, end };
    case 'word':
      return parseWord(token, reader, depth);
    default:
      return parseGroup(token, reader, depth);
  }
}

function parseGroup(token: Token, reader: TokenReader, depth: number): ExpressionNode {
  if (token.text !== '(') throw unexpected(token);
  const inner = parseBinary(reader, 0, depth + 1);
  return { kind: 'group', inner, start: token.start, end: reader.expect(')').end };
}

const keywords: ReadonlyMap<string, string | number | boolean | null> = new Map<
  string,
  number | boolean | null
>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
]);

function parseWord(token: Token, reader: TokenReader, depth: number): ExpressionNode {
  const { start, end, text } = token;
  if (reader.accept('(') !== undefined) return parseCall(token, reader, depth);
  const value = keywords.get(text);
  if (value !== undefined) return { kind: 'literal', value, start, end };
  return { kind: 'name', name: text, start, end };
}

function parseCall({ text, start }: Token, reader: TokenReader, depth: number): ExpressionNode {
  const args: ExpressionNode[] = [];
  let close = reader.accept(')');
  while (close === undefined) {
    args.push(parseBinary(reader, 0, depth + 1));
    close = reader.accept(')');
    if (close === undefined) reader.expect(',');
  }
  return { kind: 'call', name: text, args, start, end: close.end };
}

function numberOf(text: string): number {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '');
  const value = Number(digits);
  return negative ? -value : value;
}

function unexpected({ text, start }: Token): CaissonError {
  return new CaissonError('input.malformed', `unexpected ${JSON.stringify(text)} at ${start}`);
}
