import type { PatternCache } from '#cel/pattern.ts';
import type { Json } from '#model/json-value.ts';
import type { Budget } from './budget.ts';

/** A compiled expression. */
export interface Program {
  /** What the parser has to know of it: a bare name may be a function, a slice is a projection. */
  readonly kind: 'name' | 'slice' | 'other';
  /** Of a bare name. */
  readonly name?: string;
  readonly run: (value: Value, execution: Execution) => Found;
}

/** One evaluation: what it may cost, and what functions need. */
export interface Execution {
  readonly budget: Budget;
  readonly patterns: PatternCache;
  /** What `time_now()` says. */
  readonly now: () => Date;
}

/** An expression that is given to a function (`&name`). */
export class Reference {
  readonly program: Program;

  constructor(program: Program) {
    this.program = program;
  }
}

/** What stands for a key that is nowhere: as a whole result it is an error, inside most expressions it is `null` (kyverno/go-jmespath). */
export class Missing {
  readonly key: string;

  constructor(key: string) {
    this.key = key;
  }
}

export type Value = Json | Reference;
export type Found = Value | Missing;

/** The value, `null` for a key that is nowhere. */
export function present(found: Found): Value {
  return found instanceof Missing ? null : found;
}

export function isMap(value: Found): value is { readonly [key: string]: Json } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Reference) &&
    !(value instanceof Missing)
  );
}

export function isArray(value: Found): value is readonly Json[] {
  return Array.isArray(value);
}

/** A value that may stand in a result: expressions may not. */
export function plain(value: Value): Json {
  return value instanceof Reference ? null : value;
}

/** JMESPath "truth-like values": false, null and whatever is empty are false. */
export function isFalse(value: Value): boolean {
  if (value === null || value === false || value === '') return true;
  if (isArray(value)) return value.length === 0;
  if (!isMap(value)) return false;
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}
