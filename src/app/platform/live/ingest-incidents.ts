import { saveAction } from '#estate/runtime/actions.ts';
import { pendingOf, settleDecisions } from '#estate/runtime/decisions.ts';
import { saveIncident, storedIncident } from '#estate/runtime/incidents.ts';
import { formatIncident, parseIncident } from '#incident/json.ts';
import { formatJson } from '#kit/json.ts';
import type { Incident } from '#model/detection.ts';
import { actionToJson } from './action-json.ts';
import { decided, isDecided } from './decide.ts';
import { placedOf, type Taking } from './taking.ts';

/** Takes in incidents as their node has them, with what people decided here and the node does not know yet on top. */
export async function takeIncidents(taking: Taking): Promise<void> {
  const last = new Map(taking.batch.incidents.map((one) => [one.id, one]));
  for (const incident of last.values()) await takeIncident(taking, incident);
}

async function takeIncident(taking: Taking, told: Incident): Promise<void> {
  const { tx, teller, changes } = taking;
  const placed = placedOf(taking, told.container?.id);
  if (placed === undefined) return;
  const known = await storedIncident(tx, told.id);
  // Nobody but the node of an incident may go on with it.
  if (known !== undefined && known.node !== teller.node) return;
  if (known !== undefined && isEarlier(told, parseIncident(known.body))) return;
  const pending = await pendingOf(tx, told.id);
  await settleDecisions(
    tx,
    pending.filter((one) => isDecided(told, one)).map(({ id }) => id),
  );
  const incident = decided(told, pending);
  const { asset } = placed;
  const body = formatIncident(incident);
  const { node } = teller;
  changes.push(
    ...(await saveIncident(
      tx,
      { incident, body, placed, node, ...(asset !== undefined && { asset }) },
      known,
    )),
  );
}

/** What was on its way while something newer overtook it. */
function isEarlier(told: Incident, known: Incident): boolean {
  if (told.detectionCount !== known.detectionCount)
    return told.detectionCount < known.detectionCount;
  return told.updated < known.updated && told.timeline.length < known.timeline.length;
}

/** Takes in actions of the journal of a node. */
export async function takeActions(taking: Taking): Promise<void> {
  const { tx, batch, teller, changes } = taking;
  for (const record of batch.actions) {
    const placed = placedOf(taking, record.plan.request.target.container?.id);
    if (placed === undefined) continue;
    const body = formatJson(actionToJson(record));
    const { node, time } = teller;
    changes.push(...(await saveAction(tx, { record, body, placed, node, time })));
  }
}
