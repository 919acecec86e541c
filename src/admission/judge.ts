import { CelError, type Result, type Value } from '#cel/value.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { PolicyFailure } from '#model/policy-result.ts';
import type { CompiledPolicy, Named } from './compiled.ts';
import type { Expression } from './expression.ts';
import { locateText } from './place.ts';
import type { Flavour, Source } from './policy.ts';
import { type Request, requestValue } from './request.ts';
import { shortText } from './value-text.ts';

/** Units of cost (Kubernetes CEL): of one expression, of one policy, of all its match conditions. */
const expressionLimit = 1_000_000;
const policyLimit = 10_000_000;
const conditionLimit = 2_500_000;

/** Values besides those of the request: `params`, `authorizer`, `resource` … by name. */
export type Surroundings = ReadonlyMap<string, Value>;

/** Judges one request by one policy: gives expressions their variables, counts what they cost. */
export class Judge {
  readonly #compiled: CompiledPolicy;
  readonly #request: Request;
  readonly #values: Map<string, Result>;
  readonly #variables: ReadonlyMap<string, Expression>;
  readonly #known = new Map<string, Result>();
  #read = new Map<string, Value>();
  #depth = 0;
  #limit = conditionLimit;
  /** Units spent so far. */
  cost = 0;

  constructor(
    compiled: CompiledPolicy,
    request: Request,
    surroundings: Surroundings,
    namespaceObject: Json,
  ) {
    this.#compiled = compiled;
    this.#request = request;
    this.#variables = new Map(
      compiled.variables.map(({ name, expression }) => [`variables.${name}`, expression]),
    );
    this.#values = new Map<string, Result>([
      ...surroundings,
      ['object', request.object],
      ['oldObject', request.oldObject],
      ['request', requestValue(request, compiled.policy.flavour === 'kyverno')],
      ['namespaceObject', namespaceObject],
    ]);
  }

  /** From here on the budget is that of the whole policy. */
  enterBody(): void {
    this.#limit = this.cost + policyLimit;
  }

  /** Gives a variable another value: the object, once it was mutated. */
  set(name: string, value: Value): void {
    this.#values.set(name, value);
    this.#known.clear();
  }

  /** The value of an expression, or the error. */
  run(expression: Expression): Result {
    if (this.#depth === 0) this.#read = new Map();
    const left = this.#limit - this.cost;
    if (left <= 0) return new CelError('the policy has used up its cost budget');
    this.#depth += 1;
    const { result, cost } = expression.run(
      (name) => this.#valueOf(name),
      Math.min(expressionLimit, left),
    );
    this.#depth -= 1;
    this.cost += cost;
    return result;
  }

  /** Lazy: a variable that nothing reads is never evaluated, and one that is read is evaluated once. */
  #valueOf(name: string): Result | undefined {
    if (name === 'variables') return this.#all();
    const expression = this.#variables.get(name);
    if (expression === undefined) return this.#values.get(name);
    const known = this.#known.get(name);
    const value = known ?? this.run(expression);
    if (known === undefined) this.#known.set(name, value);
    if (!(value instanceof CelError)) this.#read.set(name, value);
    return value;
  }

  /** All variables as one map, of which each is evaluated when it is looked at. */
  #all(): Result {
    const all: Record<string, Value> = {};
    for (const { name } of this.#compiled.variables)
      Object.defineProperty(all, name, {
        enumerable: true,
        get: () => this.#valueOf(`variables.${name}`),
      });
    return all;
  }

  /** What went wrong at a place of the policy, with the variables that the last expression read. */
  failure(source: Source, message: string, details: FailureDetails = {}): PolicyFailure {
    const { index, error } = details;
    return {
      ...(index !== undefined && { index }),
      expression: source.text,
      message,
      ...(error !== undefined && { error: error.message }),
      location: locateText(this.#compiled.policy.object, source.field, error?.at),
      values: [...this.#read].map(([name, value]) => ({ name, value: shortText(value) })),
    };
  }

  get request(): Request {
    return this.#request;
  }

  get flavour(): Flavour {
    return this.#compiled.policy.flavour;
  }

  get policyObject(): KubeObject {
    return this.#compiled.policy.object;
  }
}

interface FailureDetails {
  readonly index?: number;
  readonly error?: CelError;
}

/** What conditions say: all true, one false, or none false and one an error. */
type Condition =
  | { readonly type: 'true' }
  | { readonly type: 'false'; readonly name: string }
  | { readonly type: 'error'; readonly failure: PolicyFailure };

/** Evaluates conditions: any that is false decides, whatever others are; else an error does. */
export function judgeConditions(judge: Judge, conditions: readonly Named[]): Condition {
  let failure: PolicyFailure | undefined;
  for (const { name, expression } of conditions) {
    const result = judge.run(expression);
    if (result === false) return { type: 'false', name };
    if (result === true) continue;
    const error =
      result instanceof CelError ? result : new CelError('the condition is neither true nor false');
    failure ??= judge.failure(expression.source, `condition "${name}": ${error.message}`, {
      error,
    });
  }
  return failure === undefined ? { type: 'true' } : { type: 'error', failure };
}
