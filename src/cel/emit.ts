import type { Ast } from './ast.ts';
import type { Checked } from './check.ts';
import type { Environment } from './environment.ts';
import { type Code, defaultBudget, Frame } from './frame.ts';
import type { PatternCache } from './pattern.ts';
import type { Result, Value } from './value.ts';

/** What compiling one expression gathers. */
export interface Emitter {
  readonly environment: Environment;
  readonly checked: Checked;
  readonly patterns: PatternCache;
  /** Whether parts without variables are computed while compiling. */
  readonly folds: boolean;
  /** Indices of the variables that are read. */
  readonly variables: Map<string, number>;
  readonly emit: (node: Ast, scope: EmitScope | undefined) => Emitted;
}

/** A macro variable in reach. */
export interface EmitScope {
  readonly name: string;
  readonly slot: number;
  /** Of `bind`: how to compute the value when it is not there yet. */
  readonly compute?: Code;
  readonly inline?: boolean;
  readonly outer: EmitScope | undefined;
}

/** A compiled part. */
export interface Emitted {
  readonly code: Code;
  /** The value of a literal, which costs nothing. */
  readonly constant?: { readonly value: Value };
  /** Of an optional selection: its value itself, `undefined` when it is absent. */
  readonly unwrapped?: (frame: Frame) => Result | undefined;
  /** Reads no variable, so its value and cost are always the same. */
  readonly pure?: boolean;
}

/** A literal. */
export function emitConstant(value: Value): Emitted {
  return { code: () => value, constant: { value }, pure: true };
}

/** A part made of other parts: computed now when all of them are known, as it then costs and gives always the same. */
export function emitted(code: Code, parts: readonly Emitted[], emitter: Emitter): Emitted {
  if (!parts.every(({ pure }) => pure === true)) return { code };
  return emitter.folds ? folded(code, emitter) : { code, pure: true };
}

/** The next free slot below a scope. */
export function nextSlot(scope: EmitScope | undefined): number {
  return scope === undefined ? 0 : scope.slot + (scope.inline === true ? 2 : 1);
}

/** Index of a variable of the program. */
export function variableIndex(name: string, { variables }: Emitter): number {
  const known = variables.get(name);
  if (known !== undefined) return known;
  variables.set(name, variables.size);
  return variables.size - 1;
}

/** The result of a part without variables. */
export function evaluateOnce(code: Code, patterns: PatternCache): Result {
  return code(new Frame({ budget: foldingBudget, patterns }, () => undefined));
}

function folded(code: Code, { patterns }: Emitter): Emitted {
  const frame = new Frame({ budget: foldingBudget, patterns }, () => undefined);
  const result = code(frame);
  // What does not fit into the budget is left for the evaluation, which has one of its own.
  if (frame.stopped !== undefined || frame.overspent() !== undefined) return { code };
  const cost = frame.cost;
  return {
    code: (running) => {
      running.cost += cost;
      return result;
    },
    pure: true,
  };
}

const foldingBudget = { ...defaultBudget, cost: 100_000, milliseconds: 50, size: 64 << 10 };
