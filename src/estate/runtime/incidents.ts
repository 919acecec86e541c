import type { Change } from '#contract/platform.ts';
import type { SqlReader, SqlWriter } from '#contract/sql.ts';
import type { Incident, IncidentStatus } from '#model/detection.ts';
import { numberOf, storable, storableTime, textOf } from '../row.ts';
import { orderWorkload } from '../workload-order.ts';
import { joinIncident } from './detections.ts';
import { type Placed, placeOf } from './placed.ts';

/** An incident with its stored form. */
export interface ToldIncident {
  readonly incident: Incident;
  /** Its JSON, in the form that the room of incidents reads. */
  readonly body: string;
  readonly placed: Placed;
  readonly node: string;
  /** The image that its container runs, where one is known. */
  readonly asset?: number;
}

/** What is stored of an incident beside its body. */
export interface StoredIncident {
  readonly body: string;
  readonly version: number;
  readonly status: IncidentStatus;
  readonly node: string;
}

/** The stored incident of an id; nothing is said of who may see it. */
export async function storedIncident(
  reader: SqlReader,
  id: string,
): Promise<StoredIncident | undefined> {
  const row = await reader.first('SELECT body, version, status, node FROM incident WHERE id = ?', [
    id,
  ]);
  if (row === undefined) return undefined;
  return {
    body: textOf(row, 'body'),
    version: numberOf(row, 'version'),
    status: statusOf(textOf(row, 'status')),
    node: textOf(row, 'node'),
  };
}

/** Writes an incident over what was stored of it, and answers with the change to append; none where nothing changed. */
export async function saveIncident(
  tx: SqlWriter,
  told: ToldIncident,
  known: StoredIncident | undefined,
): Promise<readonly Change[]> {
  const { incident, body, placed } = told;
  if (known?.body === body) return [];
  await tx.run(
    `INSERT INTO incident (id, title, status, severity, score, opened, updated, closed, workload, container, asset, image, node, cluster, namespace, repository,
       detections, techniques, assignee, verdict, incomplete, version, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET title = excluded.title, status = excluded.status, severity = excluded.severity, score = excluded.score,
       updated = excluded.updated, closed = excluded.closed, detections = excluded.detections, techniques = excluded.techniques,
       assignee = excluded.assignee, verdict = excluded.verdict, incomplete = excluded.incomplete, version = incident.version + 1, body = excluded.body`,
    rowOf(told),
  );
  await joinIncident(
    tx,
    incident.id,
    incident.detections.map(({ id }) => id),
  );
  await countOpen(tx, placed.workload);
  return [changeOf(told, known)];
}

/** Incidents of a workload that are not closed. */
async function countOpen(tx: SqlWriter, workload: number): Promise<void> {
  if (workload === 0) return;
  await tx.run(
    `UPDATE workload SET open_incidents = (SELECT count(*) FROM incident i WHERE i.workload = workload.id AND i.status IN ('open', 'contained')) WHERE id = ?`,
    [workload],
  );
  await orderWorkload(tx, workload);
}

function rowOf({ incident, body, placed, node, asset }: ToldIncident) {
  const { container, closed, assignee, verdict, incomplete } = incident;
  return [
    incident.id,
    storable(incident.title, 1000),
    incident.status,
    incident.severity,
    incident.score,
    storableTime(incident.opened),
    storableTime(incident.updated),
    closed === undefined ? null : storableTime(closed),
    placed.workload,
    storable(container?.id, 128),
    asset ?? null,
    storable(container?.image?.reference, 500),
    node,
    placed.cluster,
    placed.namespace,
    placed.repository,
    incident.detectionCount,
    JSON.stringify(incident.techniques.slice(0, 100)),
    storable(assignee, 200),
    verdict ?? '',
    incomplete === true ? 1 : 0,
    1,
    storable(body, Number.MAX_SAFE_INTEGER),
  ];
}

function changeOf({ incident, placed }: ToldIncident, known: StoredIncident | undefined): Change {
  const { id, title, severity, status, score, detectionCount } = incident;
  return {
    kind: kindOf(status, known?.status),
    subject: id,
    text: storable(title, 500),
    severity,
    place: placeOf(placed),
    data: {
      status,
      score: Math.round(score),
      detections: detectionCount,
      ...(incident.assignee !== undefined && { assignee: incident.assignee }),
      ...(incident.verdict !== undefined && { verdict: incident.verdict }),
      ...(placed.workload !== 0 && { workload: String(placed.workload) }),
    },
  };
}

function kindOf(status: IncidentStatus, before: IncidentStatus | undefined): Change['kind'] {
  const closes = isClosed(status) && (before === undefined || !isClosed(before));
  if (closes) return 'incident.closed';
  return before === undefined ? 'incident.opened' : 'incident.updated';
}

function isClosed(status: IncidentStatus): boolean {
  return status === 'resolved' || status === 'dismissed';
}

const statuses = ['open', 'contained', 'resolved', 'dismissed'] as const;

function statusOf(text: string): IncidentStatus {
  return statuses.find((one) => one === text) ?? 'open';
}
