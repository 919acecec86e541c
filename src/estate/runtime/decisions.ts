import type { SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import type { IncidentDecision } from '#wire/ingest.ts';
import { numberOf, storable, textOf } from '../row.ts';

/** How many decisions are told to a node at once, and how long it is tried. */
const told = 100;
const patienceMs = 30 * 86_400_000;

/** Writes down what a person decided of an incident; its node is told until it says the incident back with the decision in it. */
export async function addDecision(
  tx: SqlWriter,
  decision: IncidentDecision,
  node: string,
): Promise<void> {
  const { id, incident, time, kind, author, text, assignee, status, verdict } = decision;
  await tx.run(
    'INSERT INTO incident_event (id, incident, node, happened, kind, author, words, assignee, status, verdict, pending) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)',
    [
      id,
      incident,
      node,
      time,
      kind,
      storable(author, 200),
      storable(text),
      assignee ?? null,
      status ?? null,
      verdict ?? null,
    ],
  );
}

/** What a node has to be told, oldest first. */
export async function pendingDecisions(
  reader: SqlReader,
  node: string,
  now: number,
): Promise<readonly IncidentDecision[]> {
  const rows = await reader.all(
    'SELECT * FROM incident_event WHERE node = ? AND pending = 1 AND happened > ? ORDER BY happened, id LIMIT ?',
    [node, now - patienceMs, told],
  );
  return rows.flatMap(decisionOf);
}

/** What is still to be put on top of what the node of an incident tells of it, oldest first. */
export async function pendingOf(
  reader: SqlReader,
  incident: string,
): Promise<readonly IncidentDecision[]> {
  const rows = await reader.all(
    'SELECT * FROM incident_event WHERE incident = ? AND pending = 1 ORDER BY happened, id LIMIT 1000',
    [incident],
  );
  return rows.flatMap(decisionOf);
}

/** The node has them. */
export async function settleDecisions(tx: SqlWriter, ids: readonly string[]): Promise<void> {
  await tx.runMany(
    'UPDATE incident_event SET pending = 0 WHERE id = ?',
    ids.map((id) => [id]),
  );
}

const kinds = ['note', 'assign', 'status'] as const;
const statuses = ['open', 'contained', 'resolved', 'dismissed'] as const;
const verdicts = ['true', 'benign', 'false'] as const;

function decisionOf(row: SqlRow): readonly IncidentDecision[] {
  const kind = kinds.find((one) => one === row['kind']);
  if (kind === undefined) return [];
  const status = statuses.find((one) => one === row['status']);
  const verdict = verdicts.find((one) => one === row['verdict']);
  const assignee = row['assignee'];
  return [
    {
      id: textOf(row, 'id'),
      incident: textOf(row, 'incident'),
      time: numberOf(row, 'happened'),
      author: textOf(row, 'author'),
      kind,
      text: textOf(row, 'words'),
      ...(typeof assignee === 'string' && { assignee }),
      ...(status !== undefined && { status }),
      ...(verdict !== undefined && { verdict }),
    },
  ];
}
