import { CaissonError } from '#kit/error.ts';
import { fieldOf, isList, isObject, textOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { isSame } from '../patch.ts';
import { judgeRuleConditions } from './conditions.ts';
import type { RuleContext } from './context.ts';
import { applyRulePatch } from './rule-patch.ts';
import { addEntries, elementsOf, type RuleScope, turnOf } from './rule-scope.ts';
import { substitute } from './substitute.ts';
import { attempt, failure } from './validate-rule.ts';
import { type RuleVerdict, ruleSkipped } from './verdicts.ts';

const deepest = 20;

/** What `mutate` of a rule makes of the object, or of another one (`targets`). Nothing changed: skipped. */
export function mutateRule(
  scope: RuleScope,
  object: Json = scope.object,
  context: RuleContext = scope.context,
): RuleVerdict | undefined {
  if (!isObject(object)) return undefined;
  try {
    const loops = fieldOf(fieldOf(scope.body, 'mutate'), 'foreach');
    const mutated = isList(loops)
      ? new Mutation(scope).loops(loops, object, context, 0)
      : mutateOnce(scope, object, context);
    if (isSame(object, mutated)) return ruleSkipped('no patches applied');
    return { outcome: 'pass', message: '', mutated };
  } catch (error) {
    return failure('the patch cannot be applied', error);
  }
}

/** Variables are replaced in the whole rule: one that cannot be makes it fail wherever it stands. */
function mutateOnce({ body }: RuleScope, object: JsonObject, context: RuleContext): Json {
  const rule = substitute({ mutate: fieldOf(body, 'mutate') ?? null }, context);
  return applyRulePatch(object, fieldOf(rule, 'mutate') ?? null);
}

class Mutation {
  readonly #scope: RuleScope;

  constructor(scope: RuleScope) {
    this.#scope = scope;
  }

  /** Each loop sees what the one before it made. */
  loops(
    loops: readonly Json[],
    object: JsonObject,
    context: RuleContext,
    nesting: number,
  ): JsonObject {
    if (nesting > deepest) throw new CaissonError('limit.depth', 'loops are nested too deeply');
    let current = object;
    for (const loop of loops) {
      const next = this.#elements(loop, current, context, nesting);
      if (!isSame(next, current)) context.merge(['request', 'object'], null);
      if (!isSame(next, current)) context.merge(['request', 'object'], next);
      current = next;
    }
    return current;
  }

  #elements(loop: Json, object: JsonObject, context: RuleContext, nesting: number): JsonObject {
    const all = [...elementsOf(loop, context).entries()];
    const order = textOf(fieldOf(loop, 'order'));
    const isMerge = isObject(fieldOf(loop, 'patchStrategicMerge'));
    // A strategic merge puts new items first: from the last to the first they end in order.
    const isReversed = order === undefined ? isMerge : order === 'Descending';
    let current = object;
    for (const [index, element] of isReversed ? all.reverse() : all) {
      if (element === null) continue;
      const turn = turnOf(context, element, index, nesting);
      current = this.#element(loop, current, turn, nesting);
    }
    return current;
  }

  #element(loop: Json, object: JsonObject, turn: RuleContext, nesting: number): JsonObject {
    addEntries(this.#scope, turn, fieldOf(loop, 'context'));
    const held = attempt(() => judgeRuleConditions(fieldOf(loop, 'preconditions'), turn));
    if (held instanceof CaissonError) throw held;
    if (!held.holds) return object;
    const inner = fieldOf(loop, 'foreach');
    if (isList(inner)) return this.loops(inner, object, turn, nesting + 1);
    const patch = substitute(
      {
        patchStrategicMerge: fieldOf(loop, 'patchStrategicMerge') ?? null,
        patchesJson6902: fieldOf(loop, 'patchesJson6902') ?? '',
      },
      turn,
    );
    const next = applyRulePatch(object, patch);
    return isObject(next) ? next : object;
  }
}
