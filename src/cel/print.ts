import type { Ast, CallNode } from './ast.ts';
import { isDouble, numberOf, Uint, type Value } from './value.ts';

/** How tightly an expression binds: a part that binds less than its place wants stands in brackets. */
const levels: ReadonlyMap<string, number> = new Map([
  ['_?_:_', 0],
  ['_||_', 1],
  ['_&&_', 2],
  ...['_<_', '_<=_', '_>_', '_>=_', '_==_', '_!=_', '@in'].map((name) => [name, 3] as const),
  ['_+_', 4],
  ['_-_', 4],
  ['_*_', 5],
  ['_/_', 5],
  ['_%_', 5],
  ['!_', 6],
  ['-_', 6],
]);
const primary = 7;
const simpleName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The text of a tree as written (macros unexpanded); parsing it gives the same tree. */
export function print(ast: Ast): string {
  switch (ast.type) {
    case 'constant':
      return printValue(ast.value);
    case 'ident':
      return ast.name;
    case 'select':
      return printSelect(ast);
    case 'call':
      return printCall(ast);
    case 'list':
      return `[${ast.items.map((item, at) => optionally(ast.optional.includes(at), print(item))).join(', ')}]`;
    case 'map':
      return `{${ast.entries.map((entry) => optionally(entry.optional, `${print(entry.key)}: ${print(entry.value)}`)).join(', ')}}`;
    case 'struct':
      return `${ast.name}{${ast.fields.map((field) => optionally(field.optional, `${fieldName(field.name)}: ${print(field.value)}`)).join(', ')}}`;
    case 'bind':
      return `cel.bind(${ast.name}, ${print(ast.value)}, ${print(ast.body)})`;
    default:
      return printLoop(ast);
  }
}

function printSelect(ast: Extract<Ast, { readonly type: 'select' }>): string {
  const name = ast.quoted === true ? `\`${ast.field}\`` : ast.field;
  const text = `${within(ast.operand, primary)}.${name}`;
  return ast.test === true ? `has(${text})` : text;
}

function printLoop(ast: Extract<Ast, { readonly type: 'comprehension' }>): string {
  const parts = [ast.variable, ast.variable2, ast.filter, ast.body].flatMap((part) => {
    if (part === undefined) return [];
    return typeof part === 'string' ? [part] : [print(part)];
  });
  return `${within(ast.range, primary)}.${ast.kind}(${parts.join(', ')})`;
}

function optionally(optional: boolean | undefined, text: string): string {
  return optional === true ? `?${text}` : text;
}

function fieldName(name: string): string {
  return simpleName.test(name) ? name : `\`${name}\``;
}

function printCall(ast: CallNode): string {
  const { name, args } = ast;
  const [first, second] = args;
  const level = levels.get(name);
  if (level !== undefined) return printOperator(ast, level);
  if (first !== undefined && second !== undefined && selections.has(name))
    return `${within(first, primary)}${printStep(name, second)}`;
  const text = `${name}(${args.map(print).join(', ')})`;
  return ast.target === undefined ? text : `${within(ast.target, primary)}.${text}`;
}

function printOperator(ast: CallNode, level: number): string {
  const [first, second, third] = ast.args;
  if (level === 6 && first !== undefined) return printUnary(ast.name, first);
  if (level > 0 || first === undefined || second === undefined || third === undefined)
    return printBinary(ast, level);
  return `${within(first, 1)} ? ${within(second, 1)} : ${print(third)}`;
}

const selections: ReadonlySet<string> = new Set(['_[_]', '_[?_]', '_?._']);

function printStep(name: string, key: Ast): string {
  if (name === '_?._' && key.type === 'constant' && typeof key.value === 'string')
    return `.?${fieldName(key.value)}`;
  return name === '_[_]' ? `[${print(key)}]` : `[?${print(key)}]`;
}

/** A sign before a number would become part of it; brackets keep it apart. */
function printUnary(name: string, operand: Ast): string {
  const repeats = operand.type === 'call' && operand.name === name;
  const text = repeats ? print(operand) : within(operand, primary);
  return name === '-_' && /^[\d.]/.test(text) ? `-(${text})` : `${name.slice(0, 1)}${text}`;
}

/** Operands of `&&` and `||` stand side by side; other operators group to the left. */
function printBinary({ name, args }: CallNode, level: number): string {
  const operator = name === '@in' ? 'in' : name.slice(1, -1);
  const isLogical = level === 1 || level === 2;
  const texts = args.map((part, at) => within(part, at === 0 && !isLogical ? level : level + 1));
  return texts.join(` ${operator} `);
}

function within(ast: Ast, level: number): string {
  const text = print(ast);
  return levelOf(ast) < level ? `(${text})` : text;
}

function levelOf(ast: Ast): number {
  if (ast.type === 'constant') return isNegative(ast.value) ? 6 : primary;
  return ast.type === 'call' ? (levels.get(ast.name) ?? primary) : primary;
}

function isNegative(value: Value): boolean {
  if (typeof value === 'bigint') return value < 0n;
  return isDouble(value)
    ? Object.is(Math.sign(numberOf(value)), -1) || Object.is(numberOf(value), -0)
    : typeof value === 'number' && value < 0;
}

function printValue(value: Value): string {
  if (value instanceof Uint) return `${value.value}u`;
  if (value instanceof Uint8Array) return `b"${Array.from(value, byteText).join('')}"`;
  if (isDouble(value)) return printDouble(numberOf(value));
  if (typeof value === 'string') return printText(value);
  return typeof value === 'object' ? 'null' : String(value);
}

function printDouble(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function printText(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/[^ -\uffff]/g, unitText)}"`;
}

function unitText(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function byteText(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
