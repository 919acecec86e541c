import type { Ast } from '#cel/ast.ts';
import {
  type CelProblem,
  compile,
  compileTree,
  type Environment,
  type Program,
} from '#cel/compile.ts';
import type { ReadVariable } from '#cel/frame.ts';
import { parse } from '#cel/parser.ts';
import type { Type } from '#cel/type.ts';
import { CelError, type Result } from '#cel/value.ts';
import type { Source } from './policy.ts';

/** Time that one expression may take; its cost budget ends it long before, whatever it does. */
const milliseconds = 2_000;

/** A compiled expression and where it stands. */
export class Expression {
  readonly source: Source;
  readonly #program: Program;

  constructor(source: Source, program: Program) {
    this.source = source;
    this.#program = program;
  }

  /** Its static type. */
  get type(): Type {
    return this.#program.type;
  }

  get program(): Program {
    return this.#program;
  }

  /** Evaluates it within a budget of cost units. */
  run(read: ReadVariable, cost: number): { readonly result: Result; readonly cost: number } {
    const outcome = this.#program.evaluate(read, { cost, milliseconds });
    return 'error' in outcome
      ? { result: new CelError(outcome.error, outcome.at), cost: outcome.cost }
      : { result: outcome.value, cost: outcome.cost };
  }
}

interface CompileRequest {
  readonly environment: Environment;
  /** What its value must be; absent: anything. */
  readonly expect?: Type;
  /** Changes the tree before it is compiled. */
  readonly rewrite?: (ast: Ast) => Ast;
}

/** Compiles the text at a place of a policy. */
export function compileSource(
  source: Source,
  { environment, expect, rewrite }: CompileRequest,
): Expression | readonly CelProblem[] {
  const options = expect === undefined ? {} : { expect };
  const compiled =
    rewrite === undefined
      ? compile(source.text, environment, options)
      : rewritten(source.text, environment, { options, rewrite });
  return 'program' in compiled ? new Expression(source, compiled.program) : compiled.problems;
}

function rewritten(
  text: string,
  environment: Environment,
  { options, rewrite }: { readonly options: object; readonly rewrite: (ast: Ast) => Ast },
) {
  const parsed = parse(text);
  if ('problems' in parsed) return parsed;
  return compileTree(rewrite(parsed.ast), text, environment, options);
}
