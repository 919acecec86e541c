import { isCaissonError } from '#kit/error.ts';
import type { SourceRange } from '#model/source-range.ts';
import type { YamlScalar } from '#yaml/node.ts';
import { rangeIn } from '../range.ts';
import type { ExpressionNode } from './expression-node.ts';
import { parseExpression } from './expression-parser.ts';

/** One `${{ … }}` in a scalar, or the whole of a condition that is written without delimiters. */
export interface Expression {
  /** What stands between the delimiters. */
  readonly text: string;
  /** Where `text` begins in the scalar's text. */
  readonly offset: number;
  /** The stretch of the scalar's text with delimiters. */
  readonly start: number;
  readonly end: number;
  /** Written without delimiters: only in `if`. */
  readonly bare: boolean;
  readonly scalar: YamlScalar;
  /** Absent when it is no expression; then GitHub refuses the file. */
  readonly tree?: ExpressionNode;
}

/** All expressions of a scalar, in order. */
export function expressionsIn(scalar: YamlScalar): readonly Expression[] {
  const { text } = scalar;
  const found: Expression[] = [];
  let start = text.indexOf('${{');
  while (start >= 0) {
    const close = closeOf(text, start + 3);
    if (close === undefined) break;
    found.push(expressionOf(scalar, { start, end: close + 2, offset: start + 3, close }));
    start = text.indexOf('${{', close + 2);
  }
  return found;
}

/** The expression of an `if` that is written without delimiters. */
export function bareExpression(scalar: YamlScalar): Expression {
  const { text } = scalar;
  const tree = tryParse(text);
  return {
    text,
    offset: 0,
    start: 0,
    end: text.length,
    bare: true,
    scalar,
    ...(tree !== undefined && { tree }),
  };
}

/** Place of a part of an expression in the file. */
export function rangeOfNode(
  { scalar, offset }: Expression,
  { start, end }: { readonly start: number; readonly end: number },
): SourceRange {
  return rangeIn(scalar, offset + start, offset + end);
}

/** Place of the whole expression with its delimiters. */
export function rangeOfExpression({ scalar, start, end }: Expression): SourceRange {
  return rangeIn(scalar, start, end);
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly close: number;
}

function expressionOf(scalar: YamlScalar, { start, end, offset, close }: Stretch): Expression {
  const text = scalar.text.slice(offset, close);
  const tree = tryParse(text);
  return { text, offset, start, end, bare: false, scalar, ...(tree !== undefined && { tree }) };
}

/** Index of the `}}` that ends an expression; inside quotes it does not. */
function closeOf(text: string, from: number): number | undefined {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") quoted = !quoted;
    else if (!quoted && text[at] === '}' && text[at + 1] === '}') return at;
  }
  return undefined;
}

function tryParse(text: string): ExpressionNode | undefined {
  try {
    return parseExpression(text);
  } catch (error) {
    if (isCaissonError(error)) return undefined;
    throw error;
  }
}
