import type { Value } from './value.ts';

/**
 * An expression after macro expansion, as cel.dev's `Expr`: operators are calls (`_+_`, `_&&_`, `_[_]`, `_?_:_`, `!_`, `-_`,
 * `@in`), optional selection is `_?._` and `_[?_]` with a call. `at` is the offset in the text.
 */
export type Ast =
  | ConstantNode
  | IdentNode
  | SelectNode
  | CallNode
  | ListNode
  | MapNode
  | StructNode
  | FoldNode;

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
}

/** `name(args)` or, with a target, `target.name(args)`. */
export interface CallNode {
  readonly type: 'call';
  readonly at: number;
  readonly name: string;
  readonly target?: Ast;
  readonly args: readonly Ast[];
  /** The macro call as it was written, when this node is what a macro became: for printing. */
  readonly source?: MacroSource;
}

export interface ListNode {
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

export interface MapNode {
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

/** The comprehension that macros expand to: for each element of `range` (two variables: index or key, and value). */
export interface FoldNode {
  readonly type: 'fold';
  readonly at: number;
  readonly range: Ast;
  readonly variable: string;
  /** With it, `variable` is the index or key and this the value. */
  readonly variable2?: string;
  readonly accumulator: string;
  readonly initial: Ast;
  readonly condition: Ast;
  readonly step: Ast;
  readonly result: Ast;
  readonly source?: MacroSource;
}

/** A macro call as written; its parts stand unexpanded only in the shape of the call, each part is an expanded expression. */
export interface MacroSource {
  readonly name: string;
  readonly target?: Ast;
  readonly args: readonly Ast[];
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

export function list(items: readonly Ast[], at: number): ListNode {
  return { type: 'list', items, optional: [], at };
}
