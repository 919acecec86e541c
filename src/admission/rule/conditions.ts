import { CaissonError } from '#kit/error.ts';
import { fieldOf, isList, isObject, listOf, textOf } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { sizeOf } from '../jmespath/equal.ts';
import type { RuleContext } from './context.ts';
import { compareBy } from './operators.ts';
import { substitute } from './substitute.ts';

/** What conditions say, and the messages of those that decided it. */
export interface Judgement {
  readonly holds: boolean;
  readonly message: string;
}

/**
 * Evaluates `preconditions` or the `conditions` of `deny`: `any`, `all`, a list of such, or a plain list of conditions which must all
 * hold. Throws `input.*` and `limit.*` where a variable cannot be resolved.
 */
export function judgeRuleConditions(conditions: Json | undefined, context: RuleContext): Judgement {
  if (conditions === undefined || conditions === null) return { holds: true, message: '' };
  if (isObject(conditions)) return judgeBlock(conditions, context);
  if (!isList(conditions)) throw new CaissonError('input.malformed', 'invalid condition');
  const messages: string[] = [];
  for (const one of conditions) {
    const isBlock = fieldOf(one, 'any') !== undefined || fieldOf(one, 'all') !== undefined;
    const { holds, message } = isBlock ? judgeBlock(one, context) : judgeOne(one, context);
    if (!holds) return { holds, message };
    messages.push(message);
  }
  return { holds: true, message: joined(messages, ';') };
}

function judgeBlock(block: Json, context: RuleContext): Judgement {
  const any = fieldOf(block, 'any');
  const failed: string[] = [];
  const held: string[] = [];
  const anyHolds = isList(any) ? judgeAny(any, context, { held, failed }) : true;
  const allHold = judgeAll(listOf(fieldOf(block, 'all')), context, { held, failed });
  const holds = anyHolds && allHold;
  return { holds, message: joined(holds ? held : failed, '; ') };
}

interface Messages {
  readonly held: string[];
  readonly failed: string[];
}

function judgeAny(any: readonly Json[], context: RuleContext, { held, failed }: Messages): boolean {
  for (const one of any) {
    const { holds, message } = judgeOne(one, context);
    (holds ? held : failed).push(message);
    if (holds) return true;
  }
  return false;
}

function judgeAll(all: readonly Json[], context: RuleContext, { held, failed }: Messages): boolean {
  for (const one of all) {
    const { holds, message } = judgeOne(one, context);
    (holds ? held : failed).push(message);
    if (!holds) return false;
  }
  return true;
}

function judgeOne(condition: Json, context: RuleContext): Judgement {
  const key = substitute(fieldOf(condition, 'key') ?? null, context);
  const value = substitute(fieldOf(condition, 'value') ?? null, context);
  const operator = textOf(fieldOf(condition, 'operator')) ?? '';
  context.queries.budget.spend(costOf(key, value));
  const holds = compareBy(operator, key, value);
  if (holds === undefined)
    throw new CaissonError('input.malformed', `there is no operator ${JSON.stringify(operator)}`);
  return { holds, message: textOf(fieldOf(condition, 'message')) ?? '' };
}

/** Each key may be compared with each value. */
function costOf(key: Json, value: Json): number {
  return sizeOf(key) * sizeOf(value) + (lengthOf(key) * lengthOf(value)) / 100;
}

function lengthOf(value: Json): number {
  if (typeof value === 'string') return value.length;
  return listOf(value).reduce<number>(
    (sum, one) => sum + (typeof one === 'string' ? one.length : 1),
    0,
  );
}

export function joined(parts: readonly string[], separator: string): string {
  return parts.filter((one) => one !== '').join(separator);
}
