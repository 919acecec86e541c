import type { SqlRow } from '#contract/sql.ts';
import { textOf } from '#estate/row.ts';
import { parseJson } from '#kit/json.ts';
import type { ActionRecord } from '#model/response.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { actionFromJson } from '../live/action-json.ts';

/** The action of a row. */
export function storedAction(row: SqlRow): ActionRecord {
  return actionFromJson(parseJson(textOf(row, 'body'), 'an action'));
}

/** An action as the API shows it. */
export function actionRow(row: SqlRow): AnswerOf<'readAction'> {
  return shownAction(storedAction(row));
}

/** An action as the API shows it. */
export function shownAction({
  plan,
  state,
  history,
  error,
  result,
}: ActionRecord): AnswerOf<'readAction'> {
  const { request } = plan;
  const { container } = request.target;
  return {
    id: plan.id,
    kind: request.kind,
    impact: plan.impact,
    state,
    ...(container !== undefined && { container: container.id }),
    ...(request.incident !== undefined && { incident: request.incident }),
    reason: request.reason,
    requestedBy: request.requestedBy,
    steps: [...plan.steps],
    blastRadius: plan.blastRadius.map((one) => ({ ...one })),
    ...(plan.undo !== undefined && { undo: plan.undo }),
    refusals: [...plan.refusals],
    ...(plan.expires !== undefined && { expires: plan.expires }),
    history: history.map((one) => ({ ...one })),
    ...(error !== undefined && { error: error.message }),
    ...(result !== undefined && { result: { ...result } }),
  };
}
