import { CaissonError } from '#kit/error.ts';
import type { ActionKind, ActionPlan, ActionRequest, ActionTarget } from '#model/response.ts';
import type { Action, Outline } from './action/action.ts';
import { actions } from './action/catalogue.ts';
import { factsOf, type TargetFacts } from './action/facts.ts';
import { checkOptions } from './action/options.ts';
import { maxTtlMs } from './action/sensor-target.ts';
import { formatDuration } from './duration.ts';
import { impactOf, type LimitHit, limitsOf, protectionOf, type Verdict } from './guard.ts';
import type { ResponsePorts } from './ports.ts';
import { present } from './present.ts';
import type { ActionTerms } from './record/body.ts';
import type { StoredAction } from './record/table.ts';
import type { ResponseSettings } from './settings.ts';

/** A request after all that can be known of it was looked up; limits are asked separately, as they change. */
export interface Assessment {
  readonly request: ActionRequest;
  readonly action: Action;
  readonly facts: TargetFacts;
  readonly outline: Outline;
  readonly forbidden: readonly string[];
}

const maxReason = 4096;

/** Looks up what a plan needs. Throws `usage.invalid-argument` for options that are none. */
export async function assess(
  given: ActionRequest,
  ports: ResponsePorts,
  settings: ResponseSettings,
): Promise<Assessment> {
  const action = actions[given.kind];
  checkOptions(given.options, action.options, given.kind);
  checkTtl(given.ttlMs);
  const request = {
    ...given,
    reason: given.reason.slice(0, maxReason),
    target: slim(given.target),
  };
  const facts = await factsOf(request.target, ports);
  const outline = action.outline(request, facts, ports);
  const doubts = action.impact === 'observe' ? [] : facts.doubts;
  const forbidden = [
    ...protectionOf(request, action, settings.protection),
    ...doubts,
    ...(outline.refusals ?? []),
  ];
  return { request, action, facts, outline, forbidden };
}

/** Asks the limits, those of the installation and those of who asks. */
export function judge(
  { request, action, facts, forbidden }: Assessment,
  terms: ActionTerms,
  settings: ResponseSettings,
  at: { readonly now: number; readonly done: readonly StoredAction[] },
): Verdict {
  const simulated = terms.simulate === true || settings.simulate;
  const question = { request, action, facts, now: at.now, simulated };
  const own = at.done.filter(
    ({ record }) => record.plan.request.requestedBy === request.requestedBy,
  );
  const hits: readonly LimitHit[] = [
    ...(terms.limits === undefined ? [] : limitsOf(question, terms.limits, own)),
    ...limitsOf(question, withReady(settings, terms), at.done),
  ];
  return { forbidden, limits: hits };
}

/** A playbook may say that no replica needs to stay: then that is what its author wants. */
function withReady({ limits }: ResponseSettings, terms: ActionTerms) {
  return terms.limits === undefined ? limits : { ...limits, keepReady: terms.limits.keepReady };
}

/** The plan as people see it. */
export function planOf(
  id: string,
  { request, action, facts, outline }: Assessment,
  verdict: Verdict,
  now: number,
): ActionPlan {
  const ttl = ttlOf(request, action);
  const refusals = [...verdict.forbidden, ...verdict.limits.map(({ text }) => text)];
  const undo = action.isBrief === true ? undefined : outline.undo;
  return {
    id,
    request,
    impact: impactOf(action, facts, verdict.limits),
    steps: [...outline.steps, ...(ttl === undefined ? [] : [`ends after ${formatDuration(ttl)}`])],
    blastRadius: [
      ...(outline.blastRadius ?? []),
      ...(facts.ready === undefined ? [] : [{ label: 'ready', text: `${facts.ready} replicas` }]),
    ],
    undo,
    refusals,
    ...(ttl !== undefined && { expires: now + ttl }),
    ...present({ instead: weakerThan(outline, verdict) }),
  };
}

function weakerThan(outline: Outline, { forbidden, limits }: Verdict): ActionKind | undefined {
  return forbidden.length > 0 ? outline.instead : limits[0]?.instead;
}

/** How long the action lasts; `undefined` for what has no end. */
export function ttlOf(request: ActionRequest, action: Action): number | undefined {
  if (action.undo === undefined) return undefined;
  return action.isBrief === true ? action.defaultTtlMs : (request.ttlMs ?? action.defaultTtlMs);
}

function checkTtl(ttlMs: number | undefined): void {
  if (ttlMs === undefined || (ttlMs > 0 && ttlMs <= maxTtlMs)) return;
  throw new CaissonError('usage.invalid-argument', 'an action lasts from 1 ms to 24 h', {
    hint: 'what must last longer is asked for again before it ends',
  });
}

/** Environments hold secrets, and the journal is no place for them. */
function slim(target: ActionTarget): ActionTarget {
  if (target.container === undefined) return target;
  const { env: _secret, ...container } = target.container;
  return { ...target, container };
}
