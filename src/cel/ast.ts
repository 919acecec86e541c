import type { Value } from './value.ts';

/**
 * An expression. Operators are calls by the names of cel-go: `_+_`, `_[_]`, `_?_:_`, `!_`, `-_`, `@in`, `_?._`, `_[?_]`;
 * `_&&_` and `_||_` take two or more. The parser leaves macros as the calls that were written (so that text can be printed and
 * rewritten); expansion turns them into `comprehension`, `bind` and `select` with `test`. `at` is the offset in the text.
 */
export type Ast =
  | ConstantNode
  | IdentNode
  | SelectNode
  | CallNode
  | ListNode
  | MapNode
  | StructNode
  | ComprehensionNode
  | BindNode;

export interface ConstantNode {
  readonly type: 'constant';
  readonly at: number;
  readonly value: Value;
}

export interface IdentNode {
  readonly type: 'ident';
  readonly at: number;
  readonly name: string;
}

/** `operand.field`; with `test` it is `has(operand.field)`. */
export interface SelectNode {
  readonly type: 'select';
  readonly at: number;
  readonly operand: Ast;
  readonly field: string;
  readonly test?: boolean;
  /** Written in backticks. */
  readonly quoted?: boolean;
}

/** `name(args)` or, with a target, `target.name(args)`. */
export interface CallNode {
  readonly type: 'call';
  readonly at: number;
  readonly name: string;
  readonly target?: Ast;
  readonly args: readonly Ast[];
}

interface ListNode {
  readonly type: 'list';
  readonly at: number;
  readonly items: readonly Ast[];
  /** Indices of items written `[?x]`. */
  readonly optional: readonly number[];
}

export interface MapEntryNode {
  readonly at: number;
  readonly key: Ast;
  readonly value: Ast;
  /** Written `{?key: value}`. */
  readonly optional?: boolean;
}

interface MapNode {
  readonly type: 'map';
  readonly at: number;
  readonly entries: readonly MapEntryNode[];
}

export interface StructFieldNode {
  readonly at: number;
  readonly name: string;
  readonly value: Ast;
  readonly optional?: boolean;
}

/** `Name{field: value}`. */
export interface StructNode {
  readonly type: 'struct';
  readonly at: number;
  readonly name: string;
  readonly fields: readonly StructFieldNode[];
}

/**
 * A loop that a macro expands to, over a list or the keys of a map; with two variables the first is the index or key.
 * `map` is `map`, `filter` and `transformList`; the kinds are those of cel-go's macros and cost what its folds cost.
 */
export interface ComprehensionNode {
  readonly type: 'comprehension';
  readonly at: number;
  readonly kind: ComprehensionKind;
  readonly range: Ast;
  readonly variable: string;
  readonly variable2?: string;
  /** Elements for which it is not true are left out: of `map`, `transformMap` and `transformMapEntry`. */
  readonly filter?: Ast;
  /** Condition of `all`, `exists`, `existsOne`; the element, value or entry that is collected of the others. */
  readonly body: Ast;
}

export type ComprehensionKind =
  | 'all'
  | 'exists'
  | 'existsOne'
  | 'map'
  | 'transformMap'
  | 'transformMapEntry';

/** `cel.bind(name, value, body)`: `value` is computed when `name` is first read, at most once. */
export interface BindNode {
  readonly type: 'bind';
  readonly at: number;
  readonly name: string;
  readonly value: Ast;
  readonly body: Ast;
  /** Each read costs what computing the value costs: the expansion of cel-go writes the value out at each place. */
  readonly inline?: boolean;
}

export function constant(value: Value, at: number): ConstantNode {
  return { type: 'constant', value, at };
}

export function ident(name: string, at: number): IdentNode {
  return { type: 'ident', name, at };
}

export function call(name: string, args: readonly Ast[], at: number): CallNode {
  return { type: 'call', name, args, at };
}

export function memberCall(name: string, target: Ast, args: readonly Ast[], at: number): CallNode {
  return { type: 'call', name, target, args, at };
}
