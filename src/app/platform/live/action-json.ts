import { containerFromJson } from '#event/json-container.ts';
import { containerToJson } from '#incident/detection-json.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import { type ActionPlan, type ActionRecord, actionKinds } from '#model/response.ts';
import { isPlan } from '#respond/record/body.ts';

const states = [
  'planned',
  'awaiting-approval',
  'simulated',
  'running',
  'active',
  'done',
  'undoing',
  'undone',
  'expired',
  'failed',
  'refused',
] as const;

/** An action of the journal as JSON that `actionFromJson` reads. */
export function actionToJson({ plan, ...record }: ActionRecord): object {
  const { request } = plan;
  const { target } = request;
  const { container } = target;
  const told = {
    ...target,
    ...(container !== undefined && { container: containerToJson(container) }),
  };
  return { ...record, plan: { ...plan, request: { ...request, target: told } } };
}

/** Reads an action that a node tells. Throws `input.malformed`. */
export function actionFromJson(value: unknown): ActionRecord {
  if (!isRecord(value)) throw malformed('is no object');
  const { plan, state, history } = value;
  if (!isPlan(plan) || !actionKinds.includes(plan.request.kind)) throw malformed('has no plan');
  const known = states.find((one) => one === state);
  if (known === undefined) throw malformed('has no state');
  if (!Array.isArray(history) || history.length > 1000 || !history.every(isChange))
    throw malformed('has no history');
  return {
    plan: withContainer(plan),
    state: known,
    history,
    ...(isRecord(value['result']) && { result: value['result'] as JsonObject }),
    ...errorOf(value['error']),
  };
}

function withContainer(plan: ActionPlan): ActionPlan {
  const { target } = plan.request;
  if (target.container === undefined) return plan;
  const container = containerFromJson(target.container, { event: 'action', name: 'container' });
  return { ...plan, request: { ...plan.request, target: { ...target, container } } };
}

function errorOf(error: unknown): Pick<ActionRecord, 'error'> {
  if (!isRecord(error)) return {};
  return { error: { code: String(error['code']), message: String(error['message']) } };
}

function isChange(value: unknown): value is ActionRecord['history'][number] {
  return (
    isRecord(value) &&
    typeof value['time'] === 'number' &&
    typeof value['by'] === 'string' &&
    states.some((one) => one === value['state'])
  );
}

function malformed(what: string): CaissonError {
  return new CaissonError('input.malformed', `an action ${what}`);
}
