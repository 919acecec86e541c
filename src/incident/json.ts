import { containerFromJson } from '#event/json-container.ts';
import {
  countField,
  flagField,
  listOf,
  Members,
  numberField,
  oneOf,
  type Place,
} from '#event/json-field.ts';
import { CaissonError } from '#kit/error.ts';
import { formatJson, parseJson } from '#kit/json.ts';
import type {
  Incident,
  IncidentFinding,
  IncidentProcess,
  TimelineEntry,
} from '#model/detection.ts';
import { severities } from '#model/severity.ts';
import {
  containerToJson,
  detectionFromJson,
  detectionToJson,
  reasonFromJson,
  textField,
} from './detection-json.ts';

const maxBytes = 64 * 2 ** 20;
const statuses = ['open', 'contained', 'resolved', 'dismissed'] as const;
const verdicts = ['true', 'benign', 'false'] as const;
const entryKinds = ['detection', 'action', 'status', 'note', 'audit', 'loss'] as const;
const incidentNames = setOf(
  'id status title severity score scoreReasons opened updated closed container workload processes detections detectionCount techniques findings timeline assignee verdict incomplete',
);

/** An incident as text that `parseIncident` reads. */
export function formatIncident(incident: Incident): string {
  const { container, detections, ...plain } = incident;
  return formatJson({
    ...plain,
    detections: detections.map(detectionToJson),
    ...(container && { container: containerToJson(container) }),
  });
}

/** Reads a stored incident. Unknown members are refused. Throws `input.malformed` and `limit.size`. */
export function parseIncident(text: string): Incident {
  if (text.length > maxBytes)
    throw new CaissonError('limit.size', `an incident is larger than ${maxBytes} bytes`);
  const from = new Members(
    parseJson(text, 'incident'),
    { event: 'incident', name: '' },
    incidentNames,
  );
  return {
    id: from.required('id', textField),
    status: from.required('status', oneOf(statuses)),
    title: from.required('title', textField),
    severity: from.required('severity', oneOf(severities)),
    score: from.required('score', numberField),
    scoreReasons: from.required('scoreReasons', listOf(reasonFromJson, 100)),
    opened: from.required('opened', numberField),
    updated: from.required('updated', numberField),
    processes: from.required('processes', listOf(incidentProcessFromJson, 200)),
    detections: from.required('detections', listOf(detectionFromJson, 200)),
    detectionCount: from.required('detectionCount', countField),
    techniques: from.required('techniques', listOf(textField, 1000)),
    findings: from.required('findings', listOf(findingFromJson, 1000)),
    timeline: from.required('timeline', listOf(entryFromJson, 10_000)),
    ...rareMembers(from),
  };
}

function rareMembers(from: Members): Partial<Incident> {
  const closed = from.optional('closed', numberField);
  const container = from.optional('container', containerFromJson);
  const workload = from.optional('workload', textField);
  const assignee = from.optional('assignee', textField);
  const verdict = from.optional('verdict', oneOf(verdicts));
  const incomplete = from.optional('incomplete', flagField);
  return {
    ...(closed !== undefined && { closed }),
    ...(container && { container }),
    ...(workload !== undefined && { workload }),
    ...(assignee !== undefined && { assignee }),
    ...(verdict !== undefined && { verdict }),
    ...(incomplete !== undefined && { incomplete }),
  };
}

function incidentProcessFromJson(value: unknown, place: Place): IncidentProcess {
  const from = new Members(
    value,
    place,
    setOf('pid parentPid name commandLine exePath uid start rules'),
  );
  const parentPid = from.optional('parentPid', countField);
  return {
    pid: from.required('pid', countField),
    ...(parentPid !== undefined && { parentPid }),
    name: from.required('name', textField),
    commandLine: from.required('commandLine', textField),
    exePath: from.required('exePath', textField),
    uid: from.required('uid', countField),
    start: from.required('start', numberField),
    rules: from.required('rules', listOf(textField, 1000)),
  };
}

function findingFromJson(value: unknown, place: Place): IncidentFinding {
  const from = new Members(value, place, setOf('rule severity component title why running'));
  const component = from.optional('component', textField);
  const running = from.optional('running', flagField);
  return {
    rule: from.required('rule', textField),
    severity: from.required('severity', oneOf(severities)),
    ...(component !== undefined && { component }),
    title: from.required('title', textField),
    why: from.required('why', textField),
    ...(running !== undefined && { running }),
  };
}

function entryFromJson(value: unknown, place: Place): TimelineEntry {
  const from = new Members(value, place, setOf('time kind actor text'));
  return {
    time: from.required('time', numberField),
    kind: from.required('kind', oneOf(entryKinds)),
    actor: from.required('actor', textField),
    text: from.required('text', textField),
  };
}

function setOf(names: string): ReadonlySet<string> {
  return new Set(names.split(' '));
}
