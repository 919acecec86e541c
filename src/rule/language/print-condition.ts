import { textOfBytes } from '#kit/byte-string.ts';
import type { Check, Expression, Operand, RightSide, TransformerArgument } from '../ast.ts';

/** The condition in one way only: brackets around every `and` and `or`, quotes only where they are needed. */
export function printCondition(expression: Expression): string {
  const parts: string[] = [];
  printInto(expression, parts);
  return parts.join('');
}

function printInto(expression: Expression, parts: string[]): void {
  switch (expression.kind) {
    case 'and':
    case 'or':
      parts.push('(');
      for (const [at, item] of expression.items.entries()) {
        if (at > 0) parts.push(` ${expression.kind} `);
        printInto(item, parts);
      }
      parts.push(')');
      return;
    case 'not':
      parts.push('not ');
      printInto(expression.item, parts);
      return;
    case 'macro':
      parts.push(expression.name);
      return;
    default:
      parts.push(printCheck(expression));
  }
}

/** One comparison as text: `proc.name in (sh, bash)`. */
export function printCheck({ operand, operator, modifier, right }: Check): string {
  const words = [printOperand(operand), operator, modifier].filter((word) => word !== undefined);
  if (right !== undefined) words.push(printRight(right));
  return words.join(' ');
}

/** A field or a transformer as text: `evt.arg[0]`. */
export function printOperand(operand: Operand): string {
  if (operand.kind === 'field') return `${operand.name}${printBrackets(operand.argument)}`;
  const inside = operand.arguments.map(printArgument).join(',');
  return `${operand.name}(${inside})${printBrackets(operand.selector)}`;
}

function printBrackets(argument: string | undefined): string {
  if (argument === undefined) return '';
  return argument === '' ? '[""]' : `[${escaped(argument)}]`;
}

function printArgument(argument: TransformerArgument): string {
  switch (argument.kind) {
    case 'string':
      return escaped(argument.text);
    case 'number':
      return argument.text;
    case 'list':
      return `(${argument.items.map(printArgument).join(',')})`;
    default:
      return printOperand(argument);
  }
}

function printRight(right: RightSide): string {
  switch (right.kind) {
    case 'text':
      return printValue(right.text);
    case 'number':
      return right.text;
    case 'list-name':
      return right.name;
    case 'list':
      return `(${right.items.map(({ text }) => printValue(text)).join(', ')})`;
    default:
      return right.operand.kind === 'field'
        ? `val(${printOperand(right.operand)})`
        : printOperand(right.operand);
  }
}

/** Falco's print leaves brackets, commas and nothing at all without quotes, so that it does not read it back. */
function printValue(text: string): string {
  const printed = escaped(text);
  return text === '' || (/[(),\v]/.test(text) && printed[0] !== '"') ? `"${printed}"` : printed;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

/** In quotes when it holds a blank, `=`, a quote, a backslash or a control character. */
function escaped(bytes: string): string {
  const text = textOfBytes(bytes);
  const isText = !text.includes('\ufffd');
  const source = isText ? text : bytes;
  // oxlint-disable-next-line no-control-regex -- they are what is escaped
  const result = source.replace(/["\\\0-\x1f\x7f-\xff]/g, (char) => escapeOf(char, isText));
  // A backslash before the closing quote would take it for a part of the text.
  const closed = source.endsWith('\\') ? `${result.slice(0, -2)}\\x5c` : result;
  return result === source && !/[ =']/.test(source) ? source : `"${closed}"`;
}

function escapeOf(char: string, isText: boolean): string {
  const short = shortEscapes.get(char);
  if (short !== undefined) return short;
  if (isText && char >= '\u00a0') return char;
  const bytes = isText ? Buffer.from(char, 'utf8') : Buffer.from(char, 'latin1');
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
