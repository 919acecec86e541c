import type { ActionPlan, Grant } from '#model/response.ts';
import { subjectOf } from './action/facts.ts';
import { matchesAny } from './glob.ts';
import type { StoredAction } from './record/table.ts';
import type { GrantRule, ResponseSettings } from './settings.ts';

/** Evidence older than this says nothing of what is destroyed now. */
const evidenceMs = 3_600_000;

/** What is known when somebody asks whether a plan may run. */
export interface GrantQuestion {
  readonly plan: ActionPlan;
  readonly now: number;
  /** Everything that was agreed to so far, the grant at hand included. */
  readonly grants: readonly Grant[];
  readonly done: Iterable<StoredAction>;
}

/**
 * Who allows the plan; otherwise what is missing. Observing is always allowed. Containing needs a person or the policy. What may
 * stop the application needs several people, or the policy together with evidence that was taken before.
 */
export function grantFor(question: GrantQuestion, settings: ResponseSettings): Grant | string {
  const { plan, now, grants } = question;
  if (plan.impact === 'observe') return { by: 'policy', name: 'observe', time: now };
  const policy = grants.find(({ by }) => by === 'policy') ?? policyGrant(plan, settings, now);
  const persons = grants.filter(({ by }) => by === 'person');
  const names = new Set(persons.map(({ name }) => name));
  const needed = plan.impact === 'disrupt' ? settings.personsForDisrupt : 1;
  const last = persons.at(-1);
  if (last !== undefined && names.size >= needed) return last;
  if (policy === undefined) return missingPersons(names.size, needed);
  if (plan.impact === 'disrupt' && !hasEvidence(question))
    return `${missingPersons(names.size, needed)}, or evidence taken before`;
  return policy;
}

function missingPersons(agreed: number, needed: number): string {
  const left = needed - agreed;
  return left === 1 ? 'one person has to agree' : `${left} people have to agree`;
}

function policyGrant(
  plan: ActionPlan,
  { grants }: ResponseSettings,
  now: number,
): Grant | undefined {
  const rule = grants.find((one) => covers(one, plan));
  return rule && { by: 'policy', name: rule.name, time: now };
}

function covers(rule: GrantRule, { request }: ActionPlan): boolean {
  const { pod, image, name } = { ...request.target.container };
  if (!rule.actions.includes(request.kind)) return false;
  const asked: readonly (readonly [readonly string[], string | undefined])[] = [
    [rule.namespaces, pod?.namespace],
    [rule.images, image?.reference],
    [rule.containers, name],
    [rule.requestedBy, request.requestedBy],
  ];
  return asked.every(([patterns, text]) => matchesAny(patterns, text ?? ''));
}

function hasEvidence({ plan, now, done }: GrantQuestion): boolean {
  const subject = subjectOf(plan.request.target);
  for (const { record, started, simulated } of done)
    if (
      record.plan.request.kind === 'snapshot' &&
      record.state === 'done' &&
      !simulated &&
      (started ?? 0) > now - evidenceMs &&
      subjectOf(record.plan.request.target) === subject
    )
      return true;
  return false;
}
