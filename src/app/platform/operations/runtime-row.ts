import type { SqlRow } from '#contract/sql.ts';
import { listOf, numberOf, optionalNumberOf, optionalTextOf, textOf } from '#estate/row.ts';
import { placeOf } from '#estate/runtime/placed.ts';
import type { RuntimeProcess } from '#model/runtime-event.ts';
import type { AnswerOf } from '#wire/routes.ts';

type DetectionRow = AnswerOf<'listDetections'>['items'][number];
type IncidentRow = AnswerOf<'listIncidents'>['items'][number];
type ProcessRow = AnswerOf<'readDetection'>['ancestors'][number];

/** A detection as the API shows it in lists. */
export function detectionRow(row: SqlRow): DetectionRow {
  const ruleId = textOf(row, 'rule_id');
  const process = textOf(row, 'process');
  const incident = textOf(row, 'incident');
  return {
    id: textOf(row, 'id'),
    time: numberOf(row, 'happened'),
    received: numberOf(row, 'received'),
    kind: textOf(row, 'kind'),
    rule: textOf(row, 'rule'),
    ...(ruleId !== '' && { ruleId }),
    priority: wordOf(priorities, textOf(row, 'priority')),
    severity: wordOf(severities, textOf(row, 'severity')),
    output: textOf(row, 'output'),
    tags: [...listOf(row, 'tags')],
    ...whereOf(row),
    node: textOf(row, 'node'),
    place: placeOf(row),
    ...(process !== '' && { process }),
    count: numberOf(row, 'n'),
    ...(incident !== '' && { incident }),
    incomplete: numberOf(row, 'incomplete') === 1,
  };
}

/** An incident as the API shows it in lists. */
export function incidentRow(row: SqlRow): IncidentRow {
  const assignee = textOf(row, 'assignee');
  const verdict = verdicts.find((one) => one === row['verdict']);
  const closed = optionalNumberOf(row, 'closed');
  return {
    id: textOf(row, 'id'),
    title: textOf(row, 'title'),
    status: wordOf(statuses, textOf(row, 'status')),
    severity: wordOf(severities, textOf(row, 'severity')),
    score: numberOf(row, 'score'),
    opened: numberOf(row, 'opened'),
    updated: numberOf(row, 'updated'),
    ...(closed !== undefined && { closed }),
    ...whereOf(row),
    ...imageOf(row),
    node: textOf(row, 'node'),
    place: placeOf(row),
    detections: numberOf(row, 'detections'),
    techniques: [...listOf(row, 'techniques')],
    ...(assignee !== '' && { assignee }),
    ...(verdict !== undefined && { verdict }),
    incomplete: numberOf(row, 'incomplete') === 1,
  };
}

/** A process, and those above it; the process itself first. */
export function processRows(process: RuntimeProcess | undefined): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (let at = process; at !== undefined && rows.length < 64; at = at.parent)
    rows.push({
      pid: at.pid,
      ...(at.parent !== undefined && { parentPid: at.parent.pid }),
      name: at.name,
      commandLine: [at.exe, ...at.args].join(' ').slice(0, 8192),
      exePath: at.exePath,
      uid: at.uid,
      start: at.start,
      rules: [],
    });
  return rows;
}

function imageOf(row: SqlRow): Pick<IncidentRow, 'image'> {
  const name = textOf(row, 'image');
  const asset = optionalNumberOf(row, 'asset');
  if (name === '') return {};
  return { image: { name, ...(asset !== undefined && { id: String(asset) }) } };
}

/** The workload and the container. */
function whereOf(row: SqlRow): Pick<DetectionRow, 'workload' | 'container'> {
  const workload = numberOf(row, 'workload');
  const container = textOf(row, 'container');
  return {
    ...(workload !== 0 && {
      workload: { id: String(workload), name: optionalTextOf(row, 'workload_name') ?? '' },
    }),
    ...(container !== '' && { container }),
  };
}

const statuses = ['open', 'contained', 'resolved', 'dismissed'] as const;
const verdicts = ['true', 'benign', 'false'] as const;
const severities = ['unknown', 'critical', 'high', 'medium', 'low', 'negligible'] as const;
const priorities = [
  'debug',
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'informational',
] as const;

/** How far something is reached, for `wordOf`. */
export const exposures = ['unknown', 'internet', 'cluster', 'isolated'] as const;

/** A word of a closed list; the first one stands for what is none. */
export function wordOf<Word extends string>(words: readonly [Word, ...Word[]], text: string): Word {
  return words.find((word) => word === text) ?? words[0];
}
