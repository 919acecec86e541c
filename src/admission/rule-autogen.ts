import type { Json } from '#model/json-value.ts';
import { templateOf } from './autogen.ts';
import type { Policy } from './policy.ts';
import { isPod, isRewritable, kindsOf, type RuleMatch, withKinds } from './rule-match.ts';

/** A rule for pods, made into one for controllers. */
interface RuleVariant {
  readonly name: 'defaults' | 'cronjobs';
  readonly rule: string;
  readonly match: RuleMatch;
  /** The pattern of a pod as that of a controller. */
  readonly wrap: (pattern: Json) => Json;
}

/** For what a rule of Kyverno is rewritten: when it names pods, and nothing that only pods have (Kyverno 1.16, auto-gen). */
export function ruleVariantsOf({ match, controllers, rule = '' }: Policy): readonly RuleVariant[] {
  if (match?.type !== 'rule' || rule.startsWith('autogen-') || !isForPods(match)) return [];
  const others = controllers.filter((kind) => kind !== 'CronJob');
  const defaults: RuleVariant = {
    name: 'defaults',
    rule: shortened(`autogen-${rule}`),
    match: withKinds(match, others, false),
    wrap: wrapper(templateOf.defaults),
  };
  const cronJobs: RuleVariant = {
    name: 'cronjobs',
    rule: shortened(`autogen-cronjob-${rule}`),
    match: withKinds(match, ['CronJob'], others.length > 0),
    wrap: wrapper(templateOf.cronjobs),
  };
  return [
    ...(others.length > 0 ? [defaults] : []),
    ...(controllers.includes('CronJob') ? [cronJobs] : []),
  ];
}

function isForPods(match: RuleMatch): boolean {
  const { included, excluded } = kindsOf(match);
  const namesPods = included.some(isPod) && (excluded.length === 0 || excluded.some(isPod));
  return namesPods && isRewritable(match);
}

function shortened(name: string): string {
  return name.slice(0, 63);
}

function wrapper(template: readonly string[]): (pattern: Json) => Json {
  return (pattern) =>
    template.toReversed().reduce<Json>((inner, step) => ({ [step]: inner }), pattern);
}
