import { CaissonError, isCaissonError } from '#kit/error.ts';
import { booleanOf, fieldOf, isList, isObject, listOf, textOf } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { joined, judgeRuleConditions } from './conditions.ts';
import type { RuleContext } from './context.ts';
import { judgeRulePatterns } from './pattern-rule.ts';
import { addEntries, elementsOf, type RuleScope, turnOf } from './rule-scope.ts';
import { substitute } from './substitute.ts';
import { type RuleVerdict, ruleError, rulePassed, ruleSkipped } from './verdicts.ts';

const deepest = 20;

/** Judges `validate` of a rule: `deny`, `pattern`, `anyPattern` or `foreach` (Kyverno 1.18). `undefined`: it says nothing. */
export function validateRule(scope: RuleScope): RuleVerdict | undefined {
  const validate = fieldOf(scope.body, 'validate') ?? null;
  return new Validation(scope).part(validate, { context: scope.context, nesting: 0 });
}

interface Turn {
  readonly context: RuleContext;
  readonly nesting: number;
  /** What patterns are about, in a loop over maps. */
  readonly element?: Json;
}

class Validation {
  readonly #scope: RuleScope;

  constructor(scope: RuleScope) {
    this.#scope = scope;
  }

  part(part: Json, turn: Turn): RuleVerdict | undefined {
    const deny = fieldOf(part, 'deny');
    if (isObject(deny)) return this.#deny(deny, turn);
    if (isSet(fieldOf(part, 'pattern')) || isSet(fieldOf(part, 'anyPattern')))
      return this.#patterns(part, turn);
    const loops = fieldOf(part, 'foreach');
    if (isList(loops)) return this.#loops(loops, turn);
    return undefined;
  }

  #deny(deny: Json, { context }: Turn): RuleVerdict {
    try {
      const { holds, message } = judgeRuleConditions(fieldOf(deny, 'conditions'), context);
      return holds ? { outcome: 'fail', message: this.#message(message, context) } : rulePassed();
    } catch (error) {
      return failure('failed to check deny conditions', error);
    }
  }

  /** The written message and those of conditions; without its variables where they cannot be resolved. */
  #message(more: string, context: RuleContext): string {
    const written = textOf(fieldOf(fieldOf(this.#scope.body, 'validate'), 'message')) ?? '';
    const whole = joined([written, more], '; ');
    if (whole === '') return `rule ${this.#scope.name} failed`;
    try {
      const made = substitute(whole, context);
      return typeof made === 'string' ? made : whole;
    } catch (error) {
      if (isCaissonError(error)) return whole;
      throw error;
    }
  }

  #patterns(part: Json, turn: Turn): RuleVerdict | undefined {
    const { context, element } = turn;
    const object = element ?? this.#scope.object;
    if (object === null) return undefined;
    try {
      const { patterns, isAny } = patternsOf(part, context);
      const verdict = judgeRulePatterns(object, patterns, isAny);
      return verdict.outcome === 'fail' || verdict.outcome === 'error'
        ? this.#explained(verdict, context)
        : verdict;
    } catch (error) {
      return failure('variable substitution failed', error);
    }
  }

  #explained(verdict: RuleVerdict, context: RuleContext): RuleVerdict {
    if (!this.#hasMessage()) return verdict;
    const place = verdict.place === undefined ? '' : ` (at ${verdict.place})`;
    return { ...verdict, message: `${this.#message('', context)}${place}` };
  }

  #hasMessage(): boolean {
    return (textOf(fieldOf(fieldOf(this.#scope.body, 'validate'), 'message')) ?? '') !== '';
  }

  #loops(loops: readonly Json[], turn: Turn): RuleVerdict | undefined {
    let applied = 0;
    let problem: CaissonError | undefined;
    for (const loop of loops) {
      const elements = attempt(() => elementsOf(loop, turn.context));
      if (elements instanceof CaissonError) {
        if (elements.code !== 'input.not-found') problem = elements;
        continue;
      }
      const result = this.#elements(loop, elements, turn);
      if (typeof result !== 'number') return result;
      applied += result;
    }
    if (applied > 0) return rulePassed('rule passed');
    return problem === undefined ? undefined : failure('failed to evaluate list', problem);
  }

  /** How many elements passed, or what the first that did not says. */
  #elements(loop: Json, elements: readonly Json[], turn: Turn): number | RuleVerdict {
    if (turn.nesting > deepest)
      throw new CaissonError('limit.depth', 'loops are nested too deeply');
    let applied = 0;
    for (const [index, element] of elements.entries()) {
      if (element === null) continue;
      const verdict = this.#element(loop, element, index, turn);
      if (verdict === undefined || verdict.outcome === 'skip') continue;
      if (verdict.outcome !== 'pass') return verdict;
      applied += 1;
    }
    return applied;
  }

  #element(loop: Json, element: Json, index: number, turn: Turn): RuleVerdict | undefined {
    const scoped = booleanOf(fieldOf(loop, 'elementScope')) ?? isObject(element);
    if (scoped && !isObject(element))
      return { outcome: 'error', message: 'elementScope is for elements that are maps' };
    const context = turnOf(turn.context, element, index, turn.nesting);
    addEntries(this.#scope, context, fieldOf(loop, 'context'));
    const held = attempt(() => judgeRuleConditions(fieldOf(loop, 'preconditions'), context));
    // An element whose preconditions cannot be evaluated is passed over.
    if (held instanceof CaissonError) return ruleSkipped(held.message);
    if (!held.holds) return ruleSkipped(joined(['preconditions not met', held.message], '; '));
    const nested = { context, nesting: turn.nesting + 1 };
    const outer = turn.element === undefined ? nested : { ...nested, element: turn.element };
    return this.part(loop, scoped ? { ...nested, element } : outer);
  }
}

interface Patterns {
  readonly patterns: readonly Json[];
  readonly isAny: boolean;
}

function patternsOf(part: Json, context: RuleContext): Patterns {
  const one = fieldOf(part, 'pattern') ?? null;
  if (one !== null) return { patterns: [substitute(one, context)], isAny: false };
  const any = substitute(fieldOf(part, 'anyPattern') ?? null, context);
  return { patterns: listOf(any), isAny: true };
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

/** The result, or the error where a variable cannot be resolved; limits and what is not supported end the rule. */
export function attempt<Result>(run: () => Result): Result | CaissonError {
  try {
    return run();
  } catch (error) {
    if (!isCaissonError(error) || isFinal(error)) throw error;
    return error;
  }
}

function isFinal(error: CaissonError): boolean {
  return error.code === 'input.unsupported' || error.code.startsWith('limit.');
}

/** A verdict of an error that is the rule's own. */
export function failure(what: string, error: unknown): RuleVerdict {
  if (!isCaissonError(error) || isFinal(error)) throw error;
  return ruleError(what, error);
}
