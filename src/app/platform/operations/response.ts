import type { Call, Operations, Platform } from '#contract/platform.ts';
import type { SqlRow } from '#contract/sql.ts';
import { numberOf, textOf } from '#estate/row.ts';
import { listActions, readAction } from '#estate/runtime/action-query.ts';
import { saveAction } from '#estate/runtime/actions.ts';
import { containerWithin } from '#estate/runtime/container-query.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { formatJson } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import {
  type ActionPlan,
  type ActionRecord,
  type ActionState,
  actionKinds,
} from '#model/response.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { actionToJson } from '../live/action-json.ts';
import type { WantedResponse } from '../live/local-responses.ts';
import { actionRow, shownAction, storedAction } from './action-row.ts';
import { notFound } from './not-found.ts';

/** Who acts on this machine. */
export interface ResponseRunner {
  /** Name of the machine. */
  readonly node: string;
  plan(wanted: WantedResponse): Promise<ActionPlan>;
  /** Runs a plan that `person` agreed to. */
  run(plan: ActionPlan, person: string): Promise<ActionRecord>;
  /** Agrees to what a playbook asks for. */
  approve(id: string, person: string): Promise<ActionRecord>;
  undo(id: string, person: string): Promise<ActionRecord>;
}

/** What these operations need beside the platform. */
export interface ResponseParts extends Platform {
  readonly responses: ResponseRunner;
}

type ResponseOperation =
  | 'listActions'
  | 'readAction'
  | 'planAction'
  | 'runAction'
  | 'approveAction'
  | 'undoAction';

/** Response actions: planned, run, approved by a second person where they disrupt, undone. */
export function responseOperations(parts: ResponseParts): Pick<Operations, ResponseOperation> {
  const { database } = parts;
  return {
    async listActions({ reach }, { query }) {
      const { active, ...wish } = query;
      const isActive = active === undefined ? {} : { active: active === 'true' };
      const { rows, next } = await listActions(database, reach, { ...wish, ...isActive });
      return { items: rows.map(actionRow), ...(next !== undefined && { next }) };
    },
    async readAction({ reach }, { params }) {
      return actionRow(await actionWithin(parts, reach, params.id));
    },
    planAction: (call, { body }) => plan(parts, call, body),
    runAction: (call, { params }) => run(parts, call, params.id),
    approveAction: (call, { params }) => approve(parts, call, params.id),
    undoAction: (call, { params }) => undo(parts, call, params.id),
  };
}

type Shown = AnswerOf<'readAction'>;

async function plan(
  parts: ResponseParts,
  call: Call,
  body: InputOf<'planAction'>['body'],
): Promise<Shown> {
  const { caller, reach } = call;
  const kind = actionKinds.find((one) => one === body.kind);
  if (kind === undefined)
    throw new CaissonError(
      'usage.invalid-argument',
      `there is no action ${JSON.stringify(body.kind)}`,
      {
        hint: actionKinds.join(', '),
      },
    );
  const container = await containerWithin(parts.database, reach, body.container);
  if (container === undefined) throw notFound('container');
  const { pid, minutes, incident, reason, options } = body;
  const wanted = {
    kind,
    container: textOf(container, 'id'),
    // It came as JSON.
    options: options as JsonObject,
    reason,
    person: caller.name,
    ...(pid !== undefined && { pid }),
    ...(minutes !== undefined && { ttlMs: minutes * 60_000 }),
    ...(incident !== undefined && { incident }),
  };
  checkNode(parts, textOf(container, 'node'));
  const made = await parts.responses.plan(wanted);
  // People may go beyond limits, so what refuses a playbook is only shown here; where nothing can act, nothing is planned.
  const state = made.steps.length === 0 ? 'refused' : 'planned';
  const record = recordOf(made, state, {
    caller: caller.name,
    time: parts.scope.clock().getTime(),
  });
  await save(parts, call, { record, row: container, verb: 'plan', requester: caller.id });
  return shownAction(record);
}

/** Actions run where the platform runs; other machines act for themselves, by their playbooks. */
function checkNode({ responses }: ResponseParts, node: string): void {
  if (node !== responses.node)
    throw new CaissonError(
      'host.missing-feature',
      `the container runs on ${JSON.stringify(node)}: actions can be run from here on ${JSON.stringify(responses.node)} only`,
      { hint: 'run `caisson respond` there' },
    );
}

function recordOf(
  made: ActionPlan,
  state: ActionState,
  { caller, time }: { readonly caller: string; readonly time: number },
): ActionRecord {
  const text = made.refusals.join('; ');
  return {
    plan: made,
    state,
    history: [{ time, state, by: caller, ...(text !== '' && { text }) }],
  };
}

async function run(parts: ResponseParts, call: Call, id: string): Promise<Shown> {
  const row = await actionWithin(parts, call.reach, id);
  const { state, plan: made } = storedAction(row);
  if (state !== 'planned')
    throw new CaissonError('state.conflict', `the action is ${state} already`);
  if (made.impact === 'disrupt') return await wait(parts, call, row);
  return await act(parts, call, row, ['run', () => parts.responses.run(made, call.caller.name)]);
}

/** What may stop an application waits for somebody else. */
async function wait(parts: ResponseParts, call: Call, row: SqlRow): Promise<Shown> {
  const time = parts.scope.clock().getTime();
  const state = 'awaiting-approval';
  const text = 'a second person has to agree';
  const record = storedAction(row);
  const waiting = {
    ...record,
    state,
    history: [...record.history, { time, state, by: call.caller.name, text }],
  } as const;
  await save(parts, call, { record: waiting, row, verb: 'run', requester: call.caller.id });
  return shownAction(waiting);
}

async function approve(parts: ResponseParts, call: Call, id: string): Promise<Shown> {
  const row = await actionWithin(parts, call.reach, id);
  const { state, plan: made } = storedAction(row);
  if (state !== 'awaiting-approval')
    throw new CaissonError('state.conflict', `the action is ${state}: nobody waits for approval`);
  const requester = textOf(row, 'requester');
  if (requester === call.caller.id)
    throw new CaissonError('access.forbidden', 'somebody else has to approve what you asked for');
  const { responses } = parts;
  const person = call.caller.name;
  // Without a requester a playbook waits for it, in the journal of this machine.
  return requester === ''
    ? await act(parts, call, row, ['approve', () => responses.approve(id, person)])
    : await act(parts, call, row, ['run', () => responses.run(made, person)]);
}

async function undo(parts: ResponseParts, call: Call, id: string): Promise<Shown> {
  const row = await actionWithin(parts, call.reach, id);
  return await act(parts, call, row, ['undo', () => parts.responses.undo(id, call.caller.name)]);
}

/** Does what a person agreed to, and writes down what came of it. */
async function act(
  parts: ResponseParts,
  call: Call,
  row: SqlRow,
  [verb, work]: readonly [verb: string, work: () => Promise<ActionRecord>],
): Promise<Shown> {
  checkNode(parts, textOf(row, 'node'));
  const done = await attempt(parts, call, [`response.${verb}`, textOf(row, 'id')], work);
  const record = { ...done, history: joined(storedAction(row).history, done.history) };
  await save(parts, call, { record, row, verb, requester: textOf(row, 'requester') });
  return shownAction(record);
}

/** What the journal tells, with what happened before anything was written there. */
function joined(
  before: ActionRecord['history'],
  after: ActionRecord['history'],
): ActionRecord['history'] {
  const first = after[0]?.time ?? Number.POSITIVE_INFINITY;
  return [
    ...before.filter(
      ({ time, state }) =>
        time < first && !after.some((one) => one.time === time && one.state === state),
    ),
    ...after,
  ];
}

/** A failure is written down as everything else is. */
async function attempt(
  { database, audit }: ResponseParts,
  { caller }: Call,
  [action, subject]: readonly [action: string, subject: string],
  work: () => Promise<ActionRecord>,
): Promise<ActionRecord> {
  try {
    return await work();
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    await database.transaction((tx) =>
      audit.append(tx, {
        caller,
        action,
        subject,
        outcome: 'failed',
        detail: error.message,
      }),
    );
    throw error;
  }
}

async function save(
  { database, changes, audit, scope }: ResponseParts,
  { caller }: Call,
  what: {
    readonly record: ActionRecord;
    readonly row: SqlRow;
    readonly verb: string;
    readonly requester: string;
  },
): Promise<void> {
  const { record, row, verb, requester } = what;
  const { state, plan: made } = record;
  const placed = {
    workload: numberOf(row, 'workload'),
    asset: undefined,
    cluster: textOf(row, 'cluster'),
    namespace: textOf(row, 'namespace'),
    repository: textOf(row, 'repository'),
  };
  const body = formatJson(actionToJson(record));
  const node = textOf(row, 'node');
  const time = scope.clock().getTime();
  await database.transaction(async (tx) => {
    await changes.append(tx, await saveAction(tx, { record, body, placed, node, requester, time }));
    const outcome = state === 'refused' ? 'refused' : state === 'failed' ? 'failed' : 'done';
    const detail = `${made.request.kind}: ${state}`;
    await audit.append(tx, {
      caller,
      action: `response.${verb}`,
      subject: made.id,
      outcome,
      detail,
    });
  });
  changes.committed();
}

async function actionWithin(
  { database }: ResponseParts,
  reach: Call['reach'],
  id: string,
): Promise<SqlRow> {
  const row = await readAction(database, reach, id);
  if (row === undefined) throw notFound('action');
  return row;
}
