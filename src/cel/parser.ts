import type { Ast, MapEntryNode, StructFieldNode } from './ast.ts';
import { call, constant, ident, memberCall } from './ast.ts';
import { intOf, uintOf } from './integer-literal.ts';
import { SyntaxFault, type Token, tokenize } from './lexer.ts';
import { accept, expect, next, peek, type State, unexpected } from './parse-state.ts';
import { type CelProblem, problemAt } from './problem.ts';
import { isDeeper, qualifiedName } from './tree.ts';
import { double, isDouble, numberOf } from './value.ts';

/** Longest expression, in UTF-16 units, and deepest nesting of what is parsed. */
const longestText = 1_000_000;
const deepest = 1_000;
const deepestRecursion = 250;

const reserved = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** Binary operators that group to the left, with how tightly they bind. */
const binary: Readonly<Record<string, readonly [name: string, level: number]>> = {
  '<': ['_<_', 3],
  '<=': ['_<=_', 3],
  '>': ['_>_', 3],
  '>=': ['_>=_', 3],
  '==': ['_==_', 3],
  '!=': ['_!=_', 3],
  in: ['@in', 3],
  '+': ['_+_', 4],
  '-': ['_-_', 4],
  '*': ['_*_', 5],
  '/': ['_/_', 5],
  '%': ['_%_', 5],
};

/**
 * The tree of an expression with its macros as they were written, or the first fault of its syntax. Bounded: a million
 * characters, a depth of 1,000, 250 brackets within one another.
 */
export function parse(
  text: string,
): { readonly ast: Ast } | { readonly problems: readonly CelProblem[] } {
  if (text.length > longestText)
    return { problems: [problemAt('', 0, `expression longer than ${longestText} characters`)] };
  try {
    const state: State = { tokens: tokenize(text), at: 0, depth: 0 };
    const ast = parseExpression(state);
    const rest = peek(state);
    if (rest.kind !== 'end') unexpected(rest);
    if (isDeeper(ast, deepest))
      throw new SyntaxFault(`expression nested deeper than ${deepest}`, ast.at);
    return { ast };
  } catch (error) {
    if (error instanceof SyntaxFault)
      return { problems: [problemAt(text, error.at, error.message)] };
    throw error;
  }
}

function parseExpression(state: State): Ast {
  state.depth += 1;
  if (state.depth > deepestRecursion)
    throw new SyntaxFault(`expression nested deeper than ${deepestRecursion}`, peek(state).at);
  const condition = parseLogical(state, '||', '_||_');
  const question = peek(state);
  let result = condition;
  if (accept(state, '?')) {
    const then = parseLogical(state, '||', '_||_');
    expect(state, ':');
    result = call('_?_:_', [condition, then, parseExpression(state)], question.at);
  }
  state.depth -= 1;
  return result;
}

function parseLogical(state: State, operator: string, name: string): Ast {
  const operands = [parseOperand(state, operator)];
  const at = peek(state).at;
  while (accept(state, operator)) operands.push(parseOperand(state, operator));
  const [first] = operands;
  return operands.length === 1 && first !== undefined ? first : call(name, operands, at);
}

function parseOperand(state: State, operator: string): Ast {
  return operator === '||' ? parseLogical(state, '&&', '_&&_') : parseBinary(state, 3);
}

function parseBinary(state: State, level: number): Ast {
  let left = level > 5 ? parseUnary(state) : parseBinary(state, level + 1);
  if (level > 5) return left;
  for (;;) {
    const token = peek(state);
    const found =
      token.kind === 'op' && Object.hasOwn(binary, token.text) ? binary[token.text] : undefined;
    if (found === undefined || found[1] !== level) return left;
    state.at += 1;
    left = call(found[0], [left, parseBinary(state, level + 1)], token.at);
  }
}

function parseUnary(state: State): Ast {
  const token = peek(state);
  if (token.kind !== 'op' || (token.text !== '!' && token.text !== '-')) return parseMember(state);
  const operators = [token];
  while (accept(state, token.text)) operators.push(peek(state));
  operators.pop();
  const next = peek(state);
  // A single sign before a number belongs to the literal, so that the least int can be written.
  const isSigned = token.text === '-' && operators.length === 1 && isNumber(next);
  if (isSigned) return parseSuffixes(state, negative(state, token));
  if (operators.length > deepest) throw new SyntaxFault('too many operators', token.at);
  const name = token.text === '!' ? '!_' : '-_';
  return operators.reduceRight<Ast>(
    (operand, { at }) => call(name, [operand], at),
    parseMember(state),
  );
}

function isNumber(token: Token): boolean {
  return token.kind === 'number' || (token.kind === 'literal' && /^[\d.]/.test(token.text));
}

function negative(state: State, sign: Token): Ast {
  const token = next(state);
  if (token.kind === 'number') return constant(intOf(`-${token.text}`, sign.at), sign.at);
  const value = token.value ?? null;
  return constant(isDouble(value) ? double(-numberOf(value)) : value, sign.at);
}

function parseMember(state: State): Ast {
  return parseSuffixes(state, parsePrimary(state));
}

function parseSuffixes(state: State, primary: Ast): Ast {
  let node = primary;
  for (;;) {
    const token = peek(state);
    if (accept(state, '.')) node = parseSelection(state, node, token.at);
    else if (accept(state, '[')) node = parseIndex(state, node, token.at);
    else if (token.text === '{' && token.kind === 'op') {
      const name = qualifiedName(node);
      if (name === undefined) return node;
      state.at += 1;
      node = { type: 'struct', at: node.at, name, fields: parseFields(state) };
    } else return node;
  }
}

function parseSelection(state: State, operand: Ast, at: number): Ast {
  const isOptional = accept(state, '?');
  const token = next(state);
  if (token.kind !== 'ident' && token.kind !== 'quoted') {
    throw new SyntaxFault(
      token.kind === 'end'
        ? 'a field name must follow "."'
        : `${JSON.stringify(token.text)} is not a field name; write ["${token.text}"]`,
      token.at,
    );
  }
  if (isOptional) return call('_?._', [operand, constant(token.text, token.at)], at);
  if (token.kind === 'ident' && accept(state, '('))
    return memberCall(token.text, operand, parseArguments(state), at);
  return token.kind === 'quoted'
    ? { type: 'select', at, operand, field: token.text, quoted: true }
    : { type: 'select', at, operand, field: token.text };
}

function parseIndex(state: State, operand: Ast, at: number): Ast {
  const name = accept(state, '?') ? '_[?_]' : '_[_]';
  const index = parseExpression(state);
  expect(state, ']');
  return call(name, [operand, index], at);
}

function parsePrimary(state: State): Ast {
  const token = next(state);
  switch (token.kind) {
    case 'literal':
      return constant(token.value ?? null, token.at);
    case 'number':
      return constant(intOf(token.text, token.at), token.at);
    case 'uint':
      return constant(uintOf(token.text, token.at), token.at);
    case 'ident':
      return parseName(state, token, token.text);
    default:
      return token.kind === 'op' ? parseBracket(state, token) : unexpected(token);
  }
}

function parseBracket(state: State, token: Token): Ast {
  switch (token.text) {
    case '(': {
      const inner = parseExpression(state);
      expect(state, ')');
      return inner;
    }
    case '[':
      return parseList(state, token.at);
    case '{':
      return { type: 'map', at: token.at, entries: parseEntries(state) };
    case '.': {
      const name = next(state);
      if (name.kind !== 'ident') unexpected(name);
      return parseName(state, name, `.${name.text}`);
    }
    default:
      return unexpected(token);
  }
}

function parseName(state: State, token: Token, name: string): Ast {
  if (reserved.has(token.text))
    throw new SyntaxFault(`${JSON.stringify(token.text)} is a reserved word`, token.at);
  return accept(state, '(') ? call(name, parseArguments(state), token.at) : ident(name, token.at);
}

function parseArguments(state: State): readonly Ast[] {
  const items: Ast[] = [];
  if (accept(state, ')')) return items;
  do items.push(parseExpression(state));
  while (accept(state, ','));
  expect(state, ')');
  return items;
}

function parseList(state: State, at: number): Ast {
  const items: Ast[] = [];
  const optional: number[] = [];
  while (!accept(state, ']')) {
    if (accept(state, '?')) optional.push(items.length);
    items.push(parseExpression(state));
    if (!accept(state, ',')) {
      expect(state, ']');
      break;
    }
  }
  return { type: 'list', at, items, optional };
}

function parseEntries(state: State): readonly MapEntryNode[] {
  return parseBraced(state, (optional) => {
    const key = parseExpression(state);
    const at = expect(state, ':').at;
    return { at, key, value: parseExpression(state), ...optional };
  });
}

function parseFields(state: State): readonly StructFieldNode[] {
  return parseBraced(state, (optional) => {
    const token = next(state);
    if (token.kind !== 'ident' && token.kind !== 'quoted') unexpected(token);
    const at = expect(state, ':').at;
    return { at, name: token.text, value: parseExpression(state), ...optional };
  });
}

function parseBraced<T>(
  state: State,
  parseOne: (optional: { readonly optional?: true }) => T,
): readonly T[] {
  const items: T[] = [];
  while (!accept(state, '}')) {
    items.push(parseOne(accept(state, '?') ? { optional: true } : {}));
    if (!accept(state, ',')) {
      expect(state, '}');
      break;
    }
  }
  return items;
}
