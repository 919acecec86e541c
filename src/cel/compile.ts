import { isCaissonError } from '#kit/error.ts';
import type { Ast } from './ast.ts';
import { check } from './check.ts';
import type { Emitter } from './emit.ts';
import { emitNode } from './emit-node.ts';
import type { Environment } from './environment.ts';
import { expand } from './expand.ts';
import { type Budget, type Code, defaultBudget, Frame, type Variables } from './frame.ts';
import { checkLiterals } from './literal-check.ts';
import { parse } from './parser.ts';
import { PatternCache } from './pattern.ts';
import { type CelProblem, problemAt } from './problem.ts';
import { type Reading, readingsOf } from './reading.ts';
import { isLargerThan } from './size.ts';
import { formatType, type Type } from './type.ts';
import { isAssignable, Substitution } from './unify.ts';
import { CelError, type Result, type Value } from './value.ts';

export { type Environment, type EnvironmentName, environmentOf } from './environment.ts';
export { type CelProblem, formatProblem } from './problem.ts';

/** What an evaluation ends with. `at` is the offset in the text where the error arose, when that is known. */
export type Outcome =
  | { readonly value: Value; readonly cost: number }
  | { readonly error: string; readonly cost: number; readonly at?: number };

/** A compiled expression: immutable and re-entrant. */
export interface Program {
  readonly text: string;
  /** The tree as written, macros unexpanded: to print, to rewrite. */
  readonly ast: Ast;
  /** Its static type, `dyn` where that is not known. */
  readonly type: Type;
  /** Variables and the fields of them that it reads. */
  readonly readings: readonly Reading[];
  /** Never throws for what an expression or its data does; errors and exceeded budgets are outcomes. */
  evaluate(variables: Variables, budget?: Partial<Budget>): Outcome;
}

export interface CompileOptions {
  /** Type that the result must be assignable to. */
  readonly expect?: Type;
  /** Compute parts without variables while compiling; on unless switched off. */
  readonly folds?: boolean;
  /** Report faults of types; when off, they come up in the evaluation. On unless switched off. */
  readonly checks?: boolean;
}

export type Compiled = { readonly program: Program } | { readonly problems: readonly CelProblem[] };

/** Compiles an expression for an environment, or says all that is wrong with it. */
export function compile(
  text: string,
  environment: Environment,
  options: CompileOptions = {},
): Compiled {
  const parsed = parse(text);
  return 'problems' in parsed ? parsed : compileTree(parsed.ast, text, environment, options);
}

/** Compiles a tree as written, as after a rewriting; `text` is what problems are shown in. */
export function compileTree(
  ast: Ast,
  text: string,
  environment: Environment,
  options: CompileOptions = {},
): Compiled {
  const problems: CelProblem[] = [];
  function fail(node: { readonly at: number }, message: string): void {
    if (problems.length < mostProblems) problems.push(problemAt(text, node.at, message));
  }
  const expanded = expand(ast, environment.macros, fail);
  if (problems.length > 0) return { problems };
  const checked = check(expanded, environment, options.checks === false ? () => {} : fail);
  if (environment.checksLiterals) checkLiterals(expanded, fail);
  if (problems.length === 0)
    checkResult(checked.type, options.expect, (message) => fail(ast, message));
  if (problems.length > 0) return { problems: problems.sort((a, b) => a.at - b.at) };
  const emitter: Emitter = {
    environment,
    checked,
    patterns: new PatternCache(),
    folds: options.folds !== false,
    variables: new Map(),
    emit: (node, scope) => emitNode(node, scope, emitter),
  };
  const { code } = emitter.emit(expanded, undefined);
  return {
    program: {
      text,
      ast,
      type: checked.type,
      readings: readingsOf(expanded, checked),
      evaluate: (variables, budget) => evaluate({ code, emitter }, variables, budget),
    },
  };
}

const mostProblems = 100;

function checkResult(
  type: Type,
  expected: Type | undefined,
  fail: (message: string) => void,
): void {
  if (expected === undefined || isAssignable(expected, type, new Substitution())) return;
  fail(`must give ${formatType(expected)}, but gives ${formatType(type)}`);
}

function evaluate(
  { code, emitter }: { readonly code: Code; readonly emitter: Emitter },
  variables: Variables,
  budget: Partial<Budget> | undefined,
): Outcome {
  const frame = new Frame(
    {
      budget: budget === undefined ? defaultBudget : { ...defaultBudget, ...budget },
      patterns: emitter.patterns,
    },
    variables,
  );
  const result = guarded(code, frame);
  const failure = frame.overspent() ?? frame.stopped ?? result;
  if (!(failure instanceof CelError)) return { value: failure, cost: frame.cost };
  return failure.at === undefined
    ? { error: failure.message, cost: frame.cost }
    : { error: failure.message, cost: frame.cost, at: failure.at };
}

/** Values nested too deep for recursion or too large to walk are an error like others. */
function guarded(code: Code, frame: Frame): Result {
  try {
    const result = code(frame);
    return isLargerThan(result, frame.maxSize) ? new CelError('result too large') : result;
  } catch (error) {
    if (error instanceof RangeError) return new CelError('values nested too deep');
    if (isCaissonError(error, 'limit.size')) return new CelError(error.message);
    throw error;
  }
}
