import type { Ast } from './ast.ts';
import type { Type } from './type.ts';
import type { CelError, Result, Value } from './value.ts';

/** Where expressions run: each has its own functions. `standard` is the specification with every extension. */
export type Base = 'kubernetes' | 'kyverno' | 'caisson' | 'standard';

/** A compiled pattern of RE2 syntax: linear time. Offsets are of UTF-16 units. */
export interface Pattern {
  /** Whether it occurs anywhere in the text. */
  test(text: string): boolean;
  /** Matches from the left, not overlapping, at most `limit` (all when absent): start, end and groups (index 0 the whole). */
  matches(text: string, limit?: number): readonly PatternMatch[];
}

export interface PatternMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** What an implementation may ask of the evaluation that called it. */
export interface CallContext {
  /** A compiled, cached pattern, or the error that the expression shall see. */
  pattern(source: string): Pattern | CelError;
  /** Most elements or UTF-16 units that a result may have: check *before* building anything that multiplies. */
  readonly maxSize: number;
  /** An error when a result of this size may not be made. */
  tooLarge(size: number): CelError | undefined;
}

/** The TypeScript shapes of the values that parameters take. */
export type Arguments<P extends readonly Type[]> = {
  -readonly [K in keyof P]: P[K] extends Type<infer T> ? T : never;
};

/**
 * One overload: receiver first among the parameters when it is a member (`text.charAt(0)` has `[STRING, INT]`).
 * At run time an overload is chosen by the kinds of its arguments (elements of lists and maps are not looked at), so
 * implementations get values of the declared shapes.
 */
export interface Overload {
  readonly member: boolean;
  readonly parameters: readonly Type[];
  readonly result: Type;
  /** Called with the arguments, then the context. Returns a `CelError` instead of throwing. */
  readonly run: (...args: readonly unknown[]) => Result;
  /** Cost at run time from the arguments, then the result; 1 when absent. Never called for a result that is an error. */
  readonly cost?: (...args: readonly unknown[]) => number;
  /** First Kubernetes minor version that has it, when later than the library. */
  readonly since?: number;
  /** The cost counts only where the static types leave no other overload; else it is 1, as cel-go counts operators. */
  readonly costIfResolved?: boolean;
}

/** What an overload may add. */
export interface OverloadOptions<P extends readonly Type[]> {
  readonly cost?: (...args: [...Arguments<P>, Value]) => number;
  readonly since?: number;
  readonly costIfResolved?: boolean;
}

/** All overloads of one name (`isIP`, `ip.isCanonical`, `charAt`). Names may be qualified by dots. */
export interface FunctionDeclaration {
  readonly name: string;
  readonly overloads: readonly Overload[];
}

/** What a macro's expansion may use. */
export interface MacroContext {
  /** A name that no expression can write, for an accumulator. */
  fresh(prefix: string): string;
  /** Reports a wrong use (`argument must be a simple name`) and gives a node that stands for the error. */
  fail(node: Ast, message: string): Ast;
}

/**
 * A macro, expanded while parsing. `arguments` is the count; `target` whether it is called on something. An expansion returns
 * `undefined` when this is not its call after all (then it is an ordinary call).
 */
export interface MacroDeclaration {
  readonly name: string;
  readonly member: boolean;
  readonly argumentCount: number;
  readonly since?: number;
  expand(
    call: { readonly target?: Ast; readonly args: readonly Ast[]; readonly at: number },
    context: MacroContext,
  ): Ast | undefined;
}

/** A type that `Name{field: value}` makes, and `Name.Sub{…}` when `matches` says so. */
export interface StructDeclaration {
  /** The type for a written name, or `undefined` when it is not this library's. `Object.spec` → its type. */
  resolve(name: string): Type | undefined;
  /** The value of a literal; fields are already evaluated, absent optional ones left out. */
  make(type: Type, fields: ReadonlyMap<string, Value>): Result;
}

/**
 * A group of functions, types and macros that comes or does not come with an environment. The engine takes those that
 * `library/libraries.ts` exports as `libraries: readonly Library[]`; equality, order, sizes and maps are in `equality.ts`,
 * `size.ts` and `map.ts`.
 */
export interface Library {
  readonly name: string;
  readonly bases: readonly Base[];
  /** First Kubernetes minor version with it; environments other than `kubernetes` have all versions. */
  readonly since?: number;
  readonly functions?: readonly FunctionDeclaration[];
  readonly macros?: readonly MacroDeclaration[];
  /** Type names that expressions may write as values (`net.IP`). */
  readonly types?: readonly Type[];
  readonly structs?: readonly StructDeclaration[];
  /** Names of constants and their values. */
  readonly constants?: ReadonlyMap<string, { readonly type: Type; readonly value: Value }>;
}

/** A global function's overload: `isIP(string)`. */
export function globalOverload<const P extends readonly Type[]>(
  parameters: P,
  result: Type,
  run: (...args: [...Arguments<P>, CallContext]) => Result,
  options: OverloadOptions<P> = {},
): Overload {
  return overload(false, { parameters, result, run, options });
}

/** A member's overload: the first parameter is the receiver. */
export function memberOverload<const P extends readonly Type[]>(
  parameters: P,
  result: Type,
  run: (...args: [...Arguments<P>, CallContext]) => Result,
  options: OverloadOptions<P> = {},
): Overload {
  return overload(true, { parameters, result, run, options });
}

function overload<P extends readonly Type[]>(
  member: boolean,
  {
    parameters,
    result,
    run,
    options,
  }: {
    readonly parameters: P;
    readonly result: Type;
    readonly run: (...args: [...Arguments<P>, CallContext]) => Result;
    readonly options: OverloadOptions<P>;
  },
): Overload {
  // The dispatcher has proved the kinds of the arguments before it calls: this is the one place where that is stated.
  return {
    member,
    parameters,
    result,
    run: run as unknown as Overload['run'],
    ...(options.cost === undefined
      ? {}
      : { cost: options.cost as unknown as NonNullable<Overload['cost']> }),
    ...(options.since === undefined ? {} : { since: options.since }),
    ...(options.costIfResolved === undefined ? {} : { costIfResolved: options.costIfResolved }),
  };
}
