import type {
  AuditFacts,
  DetectionFacts,
  ProcessFacts,
  RecordSubject,
} from '#contract/delivery.ts';
import type { StoredChange } from '#contract/platform.ts';
import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { numberOf, textOf } from '#estate/row.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { consolePage } from './console-page.ts';

const mostText = 4000;
const mostRecent = 10;
const mostParents = 4;

/** A detection with its process and container, as they were seen. */
export async function readDetection(
  reader: SqlReader,
  id: string,
): Promise<RecordSubject | undefined> {
  const row = await reader.first(
    'SELECT d.*, b.body FROM detection d LEFT JOIN detection_body b ON b.id = d.id WHERE d.id = ?',
    [id],
  );
  if (row === undefined) return undefined;
  const ruleId = textOf(row, 'rule_id');
  const incident = textOf(row, 'incident');
  const body = objectOf(row['body']);
  const process = processOf(body['process'], 0);
  const container = containerOf(body['container'], textOf(row, 'container'));
  return {
    type: 'detection',
    detection: {
      id,
      rule: textOf(row, 'rule'),
      ...(ruleId === '' ? {} : { ruleId }),
      priority: textOf(row, 'priority'),
      output: textOf(row, 'output'),
      tags: listOf(textOf(row, 'tags')),
      node: textOf(row, 'node'),
      ...(container === undefined ? {} : { container }),
      ...(process === undefined ? {} : { process }),
      ...(incident === '' ? {} : { incident }),
    },
  };
}

/** An incident with the newest of its detections; `publicUrl` makes their links. */
export async function readIncident(
  reader: SqlReader,
  id: string,
  publicUrl: string | undefined,
): Promise<RecordSubject | undefined> {
  const row = await reader.first('SELECT * FROM incident WHERE id = ?', [id]);
  if (row === undefined) return undefined;
  const some = await reader.all(
    `SELECT id, happened, rule, severity, output FROM detection WHERE incident = ? AND incident <> '' ORDER BY happened DESC, id DESC LIMIT ${mostRecent}`,
    [id],
  );
  const assignee = textOf(row, 'assignee');
  const verdict = textOf(row, 'verdict');
  return {
    type: 'incident',
    incident: {
      id,
      title: textOf(row, 'title'),
      status: textOf(row, 'status'),
      score: numberOf(row, 'score'),
      detections: numberOf(row, 'detections'),
      techniques: listOf(textOf(row, 'techniques')),
      ...(assignee === '' ? {} : { assignee }),
      ...(verdict === '' ? {} : { verdict }),
      node: textOf(row, 'node'),
      recent: some.toReversed().map((one) => summaryOf(one, publicUrl)),
    },
  };
}

function summaryOf(row: SqlRow, publicUrl: string | undefined) {
  const id = textOf(row, 'id');
  return {
    id,
    time: numberOf(row, 'happened'),
    rule: textOf(row, 'rule'),
    severity: textOf(row, 'severity'),
    output: textOf(row, 'output').slice(0, 500),
    ...(publicUrl === undefined
      ? {}
      : { url: `${publicUrl}${consolePage('detection', id, undefined)}` }),
  };
}

/** What the audit log says; where its entry is not there, what the change says itself. */
export async function readAudit(
  reader: SqlReader,
  { data = {}, subject, text }: StoredChange,
): Promise<RecordSubject> {
  const row = /^\d{1,15}$/u.test(subject)
    ? await reader.first('SELECT * FROM audit WHERE seq = ?', [Number(subject)])
    : undefined;
  if (row !== undefined) return { type: 'audit', audit: auditOf(row) };
  return {
    type: 'audit',
    audit: {
      actor: textIn(data, 'actor', 'unknown'),
      actorId: subject,
      action: textIn(data, 'action', text.slice(0, 100)),
      outcome: textIn(data, 'outcome', 'done'),
    },
  };
}

function auditOf(row: SqlRow): AuditFacts {
  const remote = textOf(row, 'remote');
  return {
    actor: textOf(row, 'name'),
    actorId: textOf(row, 'actor'),
    action: textOf(row, 'action'),
    outcome: textOf(row, 'outcome'),
    ...(remote === '' ? {} : { remote }),
    subject: textOf(row, 'subject').slice(0, 500),
  };
}

/** Of a stored body. What is cut here is cut for every format. */
function processOf(value: unknown, depth: number): ProcessFacts | undefined {
  if (!isRecord(value) || typeof value['pid'] !== 'number') return undefined;
  const { pid, uid, start } = value;
  const parent = depth < mostParents ? processOf(value['parent'], depth + 1) : undefined;
  return {
    pid,
    ...processTexts(value),
    ...(typeof uid === 'number' ? { uid } : {}),
    ...(typeof start === 'number' && start > 0 ? { start: Math.floor(start) } : {}),
    ...(parent === undefined ? {} : { parent }),
  };
}

function processTexts(value: Fields) {
  const { args, userName } = value;
  const words = Array.isArray(args) ? args.filter((one) => typeof one === 'string') : [];
  const name = textIn(value, 'name', '');
  const path = textIn(value, 'exePath', '').slice(0, mostText);
  const line = [textIn(value, 'exe', name), ...words].join(' ').slice(0, mostText);
  return {
    name,
    ...(path === '' ? {} : { path }),
    ...(line === '' ? {} : { commandLine: line }),
    ...(typeof userName === 'string' ? { user: userName } : {}),
  };
}

function containerOf(value: unknown, id: string): DetectionFacts['container'] {
  if (id === '') return undefined;
  if (!isRecord(value)) return { id };
  const image = objectIn(value, 'image');
  const reference = textIn(image, 'reference', '');
  const digest = textIn(image, 'id', textIn(image, 'digest', ''));
  const pod = textIn(objectIn(value, 'pod'), 'name', '');
  const name = textIn(value, 'name', '');
  const engine = textIn(value, 'engine', '');
  return {
    id,
    ...(name === '' ? {} : { name }),
    ...(reference === '' ? {} : { image: reference }),
    ...(digest === '' ? {} : { digest }),
    ...(engine === '' ? {} : { engine }),
    ...(pod === '' ? {} : { pod }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function textIn(fields: Fields, name: string, otherwise: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : otherwise;
}

function objectIn(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isRecord(value) ? value : {};
}

function objectOf(text: unknown): Fields {
  if (typeof text !== 'string') return {};
  const value = parseJson(text, 'a stored detection');
  return isRecord(value) ? value : {};
}

function listOf(text: string): readonly string[] {
  const value = parseJson(text, 'a stored list');
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
