import type { Change } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import type { ActionRecord, ActionState } from '#model/response.ts';
import { storable, storableTime, textOf } from '../row.ts';
import { type Placed, placeOf } from './placed.ts';

/** An action with its place. `requester`: id of who asked over the API; empty for those of playbooks and the command line. */
export interface ToldAction {
  readonly record: ActionRecord;
  readonly body: string;
  readonly placed: Placed;
  readonly node: string;
  readonly requester?: string;
  readonly time: number;
}

const openStates: ReadonlySet<ActionState> = new Set<ActionState>([
  'planned',
  'awaiting-approval',
  'running',
  'active',
  'undoing',
]);

/** Keeps an action as it stands; answers with the change to append, none where nothing changed. */
export async function saveAction(tx: SqlWriter, told: ToldAction): Promise<readonly Change[]> {
  const { record, body, placed, node, time } = told;
  const { plan, state } = record;
  const { request } = plan;
  const known = await tx.first('SELECT state, body FROM response_action WHERE id = ?', [plan.id]);
  if (known !== undefined && textOf(known, 'body') === body) return [];
  await tx.run(
    `INSERT INTO response_action (id, kind, impact, state, container, workload, node, cluster, namespace, repository, incident, reason, requested_by, requester,
       is_open, created, updated, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, is_open = excluded.is_open, updated = excluded.updated, body = excluded.body`,
    [
      plan.id,
      request.kind,
      plan.impact,
      state,
      storable(request.target.container?.id, 128),
      placed.workload,
      node,
      placed.cluster,
      placed.namespace,
      placed.repository,
      storable(request.incident, 64),
      storable(request.reason),
      storable(request.requestedBy, 200),
      told.requester ?? '',
      openStates.has(state) ? 1 : 0,
      storableTime(record.history[0]?.time ?? time),
      time,
      storable(body, Number.MAX_SAFE_INTEGER),
    ],
  );
  if (known !== undefined && textOf(known, 'state') === state) return [];
  return [changeOf(told)];
}

function changeOf({ record, placed }: ToldAction): Change {
  const { plan, state, error } = record;
  const { kind, target, incident, requestedBy } = plan.request;
  const where = target.container?.name ?? target.container?.shortId ?? target.node ?? '';
  const why = error === undefined ? '' : ` (${error.message})`;
  return {
    kind: 'action',
    subject: plan.id,
    text: storable(`${kind} ${where}: ${state}${why}`, 500),
    place: placeOf(placed),
    data: {
      action: kind,
      state,
      by: storable(record.history.at(-1)?.by ?? requestedBy, 200),
      ...(incident !== undefined && { incident: storable(incident, 64) }),
    },
  };
}
