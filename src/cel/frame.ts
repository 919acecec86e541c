import type { CallContext, Pattern } from './declare.ts';
import type { PatternCache } from './pattern.ts';
import { CelError, type Result } from './value.ts';

/** What one evaluation may use up. */
export interface Budget {
  /** Units of the cost model of Kubernetes; 1,000,000 is its limit of one expression. */
  readonly cost: number;
  /** Wall-clock time, in milliseconds. */
  readonly milliseconds: number;
  /** Most elements or UTF-16 units of a list or text that is made. */
  readonly size: number;
}

/** What Kubernetes allows one expression, a second of time, and texts and lists of a request's size. */
export const defaultBudget: Budget = { cost: 1_000_000, milliseconds: 1_000, size: 4 << 20 };

/** Gives variables by name: called once for each that is read; `undefined` for one that is absent. */
export type ReadVariable = (name: string) => Result | undefined;

/**
 * Values of the variables: plain JSON or `Value`s by name, a function where computing one shall wait until it is read; or one
 * function for all names.
 */
export type Variables = Readonly<Record<string, unknown>> | ReadVariable;

/** The state of one evaluation. */
export class Frame implements CallContext {
  /** Units spent so far. */
  cost = 0;
  /** Values of macro variables. */
  readonly slots: (Result | undefined)[] = [];
  /** Set once the budget is used up; nothing absorbs it. */
  stopped: CelError | undefined;
  readonly maxSize: number;
  private readonly values: (Result | undefined)[] = [];
  private readonly limit: number;
  private readonly milliseconds: number;
  /** Set at the first look at the clock: evaluations that do nothing long never look. */
  private deadline = Number.POSITIVE_INFINITY;
  private readonly patterns: PatternCache;
  private readonly variables: Variables;
  private ticks = 0;

  constructor(
    options: {
      readonly budget: Budget;
      readonly patterns: PatternCache;
    },
    variables: Variables,
  ) {
    this.limit = options.budget.cost;
    this.milliseconds = options.budget.milliseconds;
    this.maxSize = options.budget.size;
    this.patterns = options.patterns;
    this.variables = variables;
  }

  /** The variable of an index, which was given the name when compiling. */
  variable(index: number, name: string): Result {
    const known = this.values[index];
    if (known !== undefined) return known;
    const found = readVariable(this.variables, name);
    const value = found === undefined ? new CelError(`no such attribute: ${name}`) : found;
    this.values[index] = value;
    return value;
  }

  /**
   * To be asked in every turn of a loop and after every large step: the error when the budget is used up. `weight` is how many turns of
   * a loop the step is worth; the clock is looked at every 64.
   */
  exhausted(weight = 1): CelError | undefined {
    if (this.cost > this.limit) return this.stop(`cost limit of ${this.limit} exceeded`);
    this.ticks += weight;
    if (this.ticks >= 64) this.lookAtClock();
    return this.stopped;
  }

  private lookAtClock(): void {
    this.ticks = 0;
    const now = performance.now();
    if (now > this.deadline) this.stop('time limit exceeded');
    this.deadline = Math.min(this.deadline, now + this.milliseconds);
  }

  /** As `exhausted`, of cost alone. */
  overspent(): CelError | undefined {
    return this.cost > this.limit ? this.stop(`cost limit of ${this.limit} exceeded`) : undefined;
  }

  pattern(source: string): Pattern | CelError {
    const pattern = this.patterns.get(source);
    // Where an error arose is written into it, so a kept one is not given away.
    return pattern instanceof CelError ? new CelError(pattern.message) : pattern;
  }

  tooLarge(size: number): CelError | undefined {
    return size > this.maxSize ? this.stop(`result larger than ${this.maxSize}`) : undefined;
  }

  private stop(message: string): CelError {
    this.stopped ??= new CelError(message);
    return this.stopped;
  }
}

/** Plain JSON is a value as it is; what else a caller passes must be one. */
function readVariable(variables: Variables, name: string): Result | undefined {
  if (typeof variables === 'function') return variables(name);
  if (!Object.hasOwn(variables, name)) return undefined;
  const value = variables[name];
  return (typeof value === 'function' ? (value as () => Result)() : value) as Result | undefined;
}

/** A compiled part of an expression. */
export type Code = (frame: Frame) => Result;
