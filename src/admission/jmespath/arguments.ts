import { CaissonError } from '#kit/error.ts';
import type { Json } from '#model/json-value.ts';
import { type Execution, isArray, isMap, plain, Reference, type Value } from './value.ts';

/** The arguments of a call; whatever is not of the kind that a function wants is an error. */
export class Arguments {
  readonly #name: string;
  readonly #values: readonly Value[];

  constructor(name: string, values: readonly Value[]) {
    this.#name = name;
    this.#values = values;
  }

  get count(): number {
    return this.#values.length;
  }

  any(at: number): Json {
    return plain(this.#values[at] ?? null);
  }

  all(): readonly Json[] {
    return this.#values.map(plain);
  }

  text(at: number): string {
    const value = this.any(at);
    if (typeof value === 'string') return value;
    throw this.#wrong(at, 'a string');
  }

  number(at: number): number {
    const value = this.any(at);
    if (typeof value === 'number') return value;
    throw this.#wrong(at, 'a number');
  }

  list(at: number): readonly Json[] {
    const value = this.any(at);
    if (isArray(value)) return value;
    throw this.#wrong(at, 'a list');
  }

  map(at: number): { readonly [key: string]: Json } {
    const value = this.any(at);
    if (isMap(value)) return value;
    throw this.#wrong(at, 'a map');
  }

  texts(at: number): readonly string[] {
    return this.list(at).map((item) => {
      if (typeof item === 'string') return item;
      throw this.#wrong(at, 'a list of strings');
    });
  }

  numbers(at: number): readonly number[] {
    return this.list(at).map((item) => {
      if (typeof item === 'number') return item;
      throw this.#wrong(at, 'a list of numbers');
    });
  }

  /** A text, or a number as text. */
  shown(at: number): string {
    const value = this.any(at);
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return shortNumber(value);
    throw this.#wrong(at, 'a string or a number');
  }

  expression(at: number): Reference {
    const value = this.#values[at];
    if (value instanceof Reference) return value;
    throw this.#wrong(at, 'an expression (&)');
  }

  #wrong(at: number, wanted: string): CaissonError {
    return this.failure(`argument ${at + 1} is not ${wanted}`);
  }

  failure(problem: string): CaissonError {
    return new CaissonError('input.malformed', `JMESPath function "${this.#name}": ${problem}`);
  }
}

/** A function: how many arguments it takes, and what it gives. */
export interface JmesFunction {
  /** Absent: one or more. */
  readonly count?: number;
  readonly run: (args: Arguments, execution: Execution) => Value;
}
export type Functions = readonly (readonly [string, JmesFunction])[];

/** A number with as many digits as 32 bits hold, never with an exponent: how Kyverno writes numbers where it wants text. */
export function shortNumber(value: number): string {
  const wanted = Math.fround(value);
  for (let digits = 1; digits < 10; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === wanted)
      return short.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 50 });
  }
  return String(value);
}
