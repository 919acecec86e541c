import { createReadStream, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Call, Change, Operations, Platform } from '#contract/platform.ts';
import type { SqlRow, SqlWriter } from '#contract/sql.ts';
import type { EventStore } from '#estate/event/event-store.ts';
import { numberOf, optionalNumberOf, textOf } from '#estate/row.ts';
import { listActions } from '#estate/runtime/action-query.ts';
import { addDecision } from '#estate/runtime/decisions.ts';
import { listDetections } from '#estate/runtime/detection-query.ts';
import { listIncidents, readIncident } from '#estate/runtime/incident-query.ts';
import { saveIncident, storedIncident } from '#estate/runtime/incidents.ts';
import { formatIncident, parseIncident } from '#incident/json.ts';
import { CaissonError } from '#kit/error.ts';
import { newUlid } from '#kit/ulid.ts';
import type { Incident } from '#model/detection.ts';
import type { IncidentDecision } from '#wire/ingest.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { decided, isDecided } from '../live/decide.ts';
import { actionRow, storedAction } from './action-row.ts';
import { heldEvents, heldEvidence, heldFile } from './held-events.ts';
import { notFound } from './not-found.ts';
import { detectionRow, incidentRow } from './runtime-row.ts';

/** What these operations need beside the platform. */
export interface IncidentParts extends Platform {
  /** Where bundles of evidence of this machine lie. */
  readonly evidenceDirectory: string;
  readonly events: Pick<EventStore, 'held'>;
}

type IncidentOperation =
  | 'listIncidents'
  | 'readIncident'
  | 'changeIncident'
  | 'noteIncident'
  | 'readEvidence';

/** Incidents: what is known of them, and what people decide. Decisions reach the node of the incident with its next batch. */
export function incidentOperations(parts: IncidentParts): Pick<Operations, IncidentOperation> {
  const { database } = parts;
  return {
    async listIncidents({ reach }, { query }) {
      const { rows, next } = await listIncidents(database, reach, query);
      return { items: rows.map(incidentRow), ...(next !== undefined && { next }) };
    },
    readIncident: (call, { params }) => detailOf(parts, call, params.id),
    async changeIncident(call, input) {
      await change(parts, call, input);
      return await detailOf(parts, call, input.params.id);
    },
    async noteIncident(call, { params, body }) {
      const decision = { kind: 'note', text: body.text } as const;
      await decide(parts, call, params.id, { decisions: [decision] });
      return await detailOf(parts, call, params.id);
    },
    readEvidence: (call, { params }) => evidenceOf(parts, call, params),
  };
}

type Wanted = Pick<IncidentDecision, 'kind' | 'text' | 'assignee' | 'status' | 'verdict'>;

async function change(
  parts: IncidentParts,
  call: Call,
  { params, body }: InputOf<'changeIncident'>,
): Promise<void> {
  const { status, verdict, assignee, reason, version } = body;
  const decisions: Wanted[] = [];
  if (assignee !== undefined) decisions.push({ kind: 'assign', text: reason ?? '', assignee });
  if (status !== undefined)
    decisions.push({ kind: 'status', text: reason ?? '', status, ...(verdict && { verdict }) });
  if (decisions.length === 0)
    throw new CaissonError('usage.invalid-argument', 'nothing is to be changed', {
      hint: 'give a status or an assignee',
    });
  checkStatus(body);
  await decide(parts, call, params.id, { decisions, ...(version !== undefined && { version }) });
}

/** What cannot be is told to who asks, not left out as for decisions that cross. */
function checkStatus({ status, verdict, reason }: InputOf<'changeIncident'>['body']): void {
  if (status === undefined) return;
  if (reason === undefined || reason.trim() === '')
    throw new CaissonError('usage.invalid-argument', 'a change of status needs a reason');
  if ((status === 'resolved' || status === 'dismissed') && verdict === undefined)
    throw new CaissonError(
      'usage.invalid-argument',
      'closing an incident needs a verdict: true, benign or false',
    );
}

async function decide(
  parts: IncidentParts,
  { reach, caller }: Call,
  id: string,
  wanted: { readonly decisions: readonly Wanted[]; readonly version?: number },
): Promise<void> {
  const { database, changes, audit, scope } = parts;
  const now = scope.clock().getTime();
  const decisions = wanted.decisions.map((one, at) => ({
    ...one,
    id: newUlid(now + at),
    incident: id,
    // One after the other: they are told apart by their time.
    time: now + at,
    author: caller.name,
  }));
  await database.transaction(async (tx) => {
    const row = await readIncident(tx, reach, id);
    if (row === undefined) throw notFound('incident');
    if (wanted.version !== undefined && wanted.version !== numberOf(row, 'version'))
      throw new CaissonError('state.conflict', 'somebody changed the incident meanwhile', {
        hint: 'read it again',
      });
    await changes.append(tx, await save(tx, row, decisions));
    for (const one of decisions) {
      await addDecision(tx, one, textOf(row, 'node'));
      const action = `incident.${one.kind}`;
      const detail = [one.status, one.verdict, one.assignee, one.text].filter(Boolean).join(' ');
      await audit.append(tx, { caller, action, subject: id, outcome: 'done', detail });
    }
  });
  changes.committed();
}

async function save(
  tx: SqlWriter,
  row: SqlRow,
  decisions: readonly IncidentDecision[],
): Promise<readonly Change[]> {
  const before = parseIncident(textOf(row, 'body'));
  const refused = decisions.find((one) => one.kind === 'status' && one.status === before.status);
  if (refused !== undefined)
    throw new CaissonError('state.conflict', `the incident is ${before.status} already`);
  const incident = decided(before, decisions);
  const lost = decisions.find((one) => !isDecided(incident, one));
  if (lost !== undefined)
    throw new CaissonError('usage.invalid-argument', 'the incident cannot be changed like that');
  const known = await storedIncident(tx, before.id);
  const placed = {
    workload: numberOf(row, 'workload'),
    asset: optionalNumberOf(row, 'asset'),
    cluster: textOf(row, 'cluster'),
    namespace: textOf(row, 'namespace'),
    repository: textOf(row, 'repository'),
  };
  const node = textOf(row, 'node');
  return await saveIncident(tx, { incident, body: formatIncident(incident), placed, node }, known);
}

async function detailOf(
  { database, events }: IncidentParts,
  { reach }: Call,
  id: string,
): Promise<AnswerOf<'readIncident'>> {
  const row = await readIncident(database, reach, id);
  if (row === undefined) throw notFound('incident');
  const incident = parseIncident(textOf(row, 'body'));
  const detections = await listDetections(database, reach, { incident: id, limit: 200 });
  const actions = await listActions(database, reach, { incident: id, limit: 200 });
  return {
    ...incidentRow(row),
    ...partsOf(incident),
    detectionList: detections.rows.map(detectionRow),
    actions: actions.rows.map(actionRow),
    evidence: [...actions.rows.flatMap(bundleOf), ...(await heldEvidence(events, id))],
    version: numberOf(row, 'version'),
  };
}

/** What a timeline shows at most: the newest. */
const maxTimeline = 1000;

function partsOf({ scoreReasons, processes, timeline, findings }: Incident) {
  return {
    scoreReasons: [...scoreReasons],
    processes: processes.map((one) => ({ ...one, rules: [...one.rules] })),
    timeline: timeline.slice(-maxTimeline).map((entry) => ({ ...entry })),
    findings: findings.map((one) => ({ ...one })),
  };
}

/** What a snapshot left behind. */
function bundleOf(row: SqlRow): AnswerOf<'readIncident'>['evidence'] {
  const { plan, result, history } = storedAction(row);
  const digest = result?.['manifestSha256'];
  const size = result?.['sizeBytes'];
  if (plan.request.kind !== 'snapshot' || typeof digest !== 'string') return [];
  return [
    {
      id: plan.id,
      time: history.at(-1)?.time ?? 0,
      digest: `sha256:${digest}`,
      sizeBytes: typeof size === 'number' ? size : 0,
      signed: true,
    },
  ];
}

async function evidenceOf(
  { database, audit, evidenceDirectory, events }: IncidentParts,
  { reach, caller }: Call,
  { id, evidence }: { readonly id: string; readonly evidence: string },
): Promise<AnswerOf<'readEvidence'>> {
  const incident = await readIncident(database, reach, id);
  if (incident === undefined) throw notFound('incident');
  const held = evidence === heldEvents ? await heldFile(events, id) : undefined;
  if (held !== undefined) {
    await noteRead({ database, audit }, caller, `${id} ${evidence}`);
    return held;
  }
  const { rows } = await listActions(database, reach, { incident: id, limit: 500 });
  const row = rows.find((one) => textOf(one, 'id') === evidence);
  const told = row === undefined ? undefined : storedAction(row).result?.['path'];
  if (typeof told !== 'string') throw notFound('bundle of evidence');
  // Whatever an action says: only what lies in the directory of bundles is given out.
  const fileName = basename(told);
  const path = join(evidenceDirectory, fileName);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new CaissonError(
      'input.not-found',
      'the bundle lies on another machine, or was removed',
      {
        hint: `look on ${row === undefined ? '' : textOf(row, 'node')}`,
      },
    );
  await noteRead({ database, audit }, caller, evidence);
  return { fileName, mediaType: 'application/octet-stream', bytes: createReadStream(path) };
}

async function noteRead(
  { database, audit }: Pick<IncidentParts, 'database' | 'audit'>,
  caller: Call['caller'],
  subject: string,
): Promise<void> {
  await database.transaction((tx) =>
    audit.append(tx, { caller, action: 'evidence.read', subject, outcome: 'done' }),
  );
}
