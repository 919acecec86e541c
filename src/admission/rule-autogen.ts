import { fieldOf, isList, isObject, listOf, objectsOf, textOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { templateOf } from './autogen.ts';
import { objectOf } from './patch.ts';
import type { Policy } from './policy.ts';
import {
  isPod,
  isRewritable,
  kindsOf,
  type RuleMatch,
  readRuleMatch,
  withKinds,
} from './rule-match.ts';

/** A rule for pods, made into one for controllers. */
interface RuleVariant {
  readonly name: 'defaults' | 'cronjobs';
  readonly rule: string;
  readonly match: RuleMatch;
  /** The rule about pods as one about their controllers. */
  readonly body: JsonObject;
}

/** For what a rule of Kyverno is rewritten: when it names pods, and nothing that only pods have (Kyverno 1.18, auto-gen). */
export function ruleVariantsOf(policy: Policy): readonly RuleVariant[] {
  const { match, controllers, rule = '', body } = policy;
  if (match?.type !== 'rule' || body === undefined || rule.startsWith('autogen-')) return [];
  if (!isForPods(match) || !canRewrite(fieldOf(policy.object.body, 'spec'))) return [];
  const others = controllers.filter((kind) => kind !== 'CronJob');
  const hasOthers = others.length > 0;
  return [
    ...variant(body, hasOthers, {
      name: 'defaults',
      rule: shortened(`autogen-${rule}`),
      match: withKinds(match, others, false),
    }),
    ...variant(body, controllers.includes('CronJob'), {
      name: 'cronjobs',
      rule: shortened(`autogen-cronjob-${rule}`),
      match: withKinds(match, ['CronJob'], hasOthers),
    }),
  ];
}

function variant(
  body: JsonObject,
  isWanted: boolean,
  parts: Omit<RuleVariant, 'body'>,
): readonly RuleVariant[] {
  const made = isWanted ? rewritten(body, templateOf[parts.name]) : undefined;
  return made === undefined ? [] : [{ ...parts, body: made }];
}

/** One rule that cannot be rewritten keeps all rules of its policy from it. */
function canRewrite(spec: Json | undefined): boolean {
  return objectsOf(fieldOf(spec, 'rules')).every(([, rule]) => {
    const mutate = fieldOf(rule, 'mutate');
    const hasPatches = [mutate, ...listOf(fieldOf(mutate, 'foreach'))].some(
      (one) => (textOf(fieldOf(one, 'patchesJson6902')) ?? '') !== '',
    );
    return (
      !hasPatches &&
      !isObject(fieldOf(rule, 'generate')) &&
      isRewritable(readRuleMatch(fieldOf(rule, 'match'), fieldOf(rule, 'exclude')))
    );
  });
}

function isForPods(match: RuleMatch): boolean {
  const { included, excluded } = kindsOf(match);
  return included.some(isPod) && (excluded.length === 0 || excluded.some(isPod));
}

function shortened(name: string): string {
  return name.slice(0, 63);
}

/** Patterns and patches move into the template, and so do variables; `undefined` for rules that cannot. */
function rewritten(body: JsonObject, template: readonly string[]): JsonObject | undefined {
  const moved = movedInto(body, template);
  if (moved === undefined) return undefined;
  const made = renamed(moved, template.join('.'), 0);
  return isObject(made) ? made : undefined;
}

function wrapped(pattern: Json, template: readonly string[]): Json {
  return template.toReversed().reduce<Json>((inner, step) => ({ [step]: inner }), pattern);
}

function movedInto(body: JsonObject, template: readonly string[]): JsonObject | undefined {
  const mutate = fieldOf(body, 'mutate');
  if (isObject(mutate)) {
    const moved = movedMutation(mutate, template);
    return moved === undefined ? undefined : { ...body, mutate: moved };
  }
  const validate = fieldOf(body, 'validate');
  if (!isObject(validate)) return undefined;
  const pattern = fieldOf(validate, 'pattern');
  if (isSet(pattern))
    return { ...body, validate: { ...validate, pattern: wrapped(pattern, template) } };
  const any = fieldOf(validate, 'anyPattern');
  if (isList(any) && !isSet(fieldOf(validate, 'deny'))) {
    const anyPattern = any.map((one) => wrapped(one, template));
    return { ...body, validate: { ...validate, anyPattern } };
  }
  return body;
}

function movedMutation(mutate: JsonObject, template: readonly string[]): JsonObject | undefined {
  const patch = fieldOf(mutate, 'patchStrategicMerge');
  if (isSet(patch)) return { patchStrategicMerge: wrapped(patch, template) };
  const loops = fieldOf(mutate, 'foreach');
  if (!isList(loops) || loops.length === 0) return undefined;
  return {
    foreach: loops.map((loop) => ({
      list: fieldOf(loop, 'list') ?? '',
      context: fieldOf(loop, 'context') ?? [],
      preconditions: fieldOf(loop, 'preconditions') ?? null,
      patchStrategicMerge: wrapped(fieldOf(loop, 'patchStrategicMerge') ?? null, template),
    })),
  };
}

function isSet(value: Json | undefined): value is Json {
  return value !== undefined && value !== null;
}

/** `request.object.spec` becomes that of the template, in every text, and so does `request.object.metadata`. */
function renamed(value: Json, template: string, depth: number): Json {
  if (typeof value === 'string') return renamedText(value, template);
  if (depth > 200) return value;
  if (isList(value)) return value.map((one) => renamed(one, template, depth + 1));
  if (!isObject(value)) return value;
  return objectOf(
    Object.entries(value).map(([key, one]) => [
      renamedText(key, template),
      renamed(one, template, depth + 1),
    ]),
  );
}

function renamedText(text: string, template: string): string {
  return text.replaceAll(
    /request\.(object|oldObject)\.(spec|metadata)/g,
    (_whole, object: string, field: string) => `request.${object}.${template}.${field}`,
  );
}
