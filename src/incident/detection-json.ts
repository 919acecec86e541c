import { eventFromJson } from '#event/event-json.ts';
import { eventToJson } from '#event/event-to-json.ts';
import { containerFromJson } from '#event/json-container.ts';
import {
  countField,
  flagField,
  inside,
  listOf,
  Members,
  malformed,
  numberField,
  oneOf,
  type Place,
} from '#event/json-field.ts';
import { processFromJson } from '#event/json-process.ts';
import { isRecord } from '#kit/json.ts';
import { type Detection, type DetectionReason, priorities } from '#model/detection.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { AuditEvent, RuntimeEvent, RuntimeProcess, SensorLoss } from '#model/runtime-event.ts';
import { severities } from '#model/severity.ts';
import type { WorkloadContainer } from '#model/workload.ts';

const maxText = 65_536;
const maxItems = 1000;
/** Stands for what the event, or the process, says already. */
const same = 'same';
const kinds = ['rule', 'profile', 'drift', 'verdict', 'loss', 'sensor'] as const;
const sources = ['syscall', 'k8s_audit'] as const;
const reasons = [
  'ring-full',
  'queue-full',
  'throttled',
  'sensor-restarted',
  'decoder-limit',
] as const;
const detectionNames = setOf(
  'id time kind rule ruleId priority severity source tags output outputFields event process container because incomplete risk response simulate earlier count loss',
);
const auditNames = setOf('source number type seconds nanoseconds body');
const lossNames = setOf('from to reason counts cgroupId container');

/** The JSON form of a detection, events in the form of `#event/event-to-json.ts`. */
export function detectionToJson(detection: Detection): JsonObject {
  const { event, process, container, earlier, loss, ...plain } = detection;
  return {
    ...jsonOf(plain),
    ...(event && { event: anyEventToJson(event) }),
    ...(process && { process: isOf(event, process) ? same : processToJson(process) }),
    ...(container && {
      container: process?.container === container ? same : containerToJson(container),
    }),
    ...(earlier && { earlier: earlier.map(earlierToJson) }),
    ...(loss && { loss: lossToJson(loss) }),
  };
}

/** Reads what `detectionToJson` wrote. Throws `input.malformed`. */
export function detectionFromJson(value: unknown, place: Place): Detection {
  const from = new Members(value, place, detectionNames);
  const time = from.required('time', numberField);
  const event = from.optional('event', anyEventFromJson);
  const process = from.optional('process', (one, at) =>
    sameOr(
      one,
      event?.source === 'syscall' ? event.process : undefined,
      () => processFromJson(one, at, time),
      at,
    ),
  );
  const container = from.optional('container', (one, at) =>
    sameOr(one, process?.container, () => containerFromJson(one, at), at),
  );
  return {
    id: from.required('id', textField),
    time,
    kind: from.required('kind', oneOf(kinds)),
    rule: from.required('rule', textField),
    priority: from.required('priority', oneOf(priorities)),
    severity: from.required('severity', oneOf(severities)),
    source: from.required('source', oneOf(sources)),
    tags: from.required('tags', listOf(textField, maxItems)),
    output: from.required('output', textField),
    outputFields: from.required('outputFields', objectField),
    because: from.required('because', listOf(reasonFromJson, maxItems)),
    ...(event && { event }),
    ...(process && { process }),
    ...(container && { container }),
    ...rareMembers(from),
  };
}

/** A reason with its label. */
export function reasonFromJson(value: unknown, place: Place): DetectionReason {
  const from = new Members(value, place, setOf('label text'));
  return { label: from.required('label', textField), text: from.required('text', textField) };
}

/** Bounded text that is no byte string. */
export function textField(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw malformed(place, 'must be a string');
  if (value.length > maxText) throw malformed(place, `is longer than ${maxText} characters`);
  return value;
}

/** A container in the form that `containerFromJson` reads. */
export function containerToJson(container: WorkloadContainer): Json {
  const holder = processFromJson({}, { event: 'container', name: '' }, 0);
  return memberOf(processToJson({ ...holder, container }), 'container');
}

function rareMembers(from: Members): Partial<Detection> {
  const ruleId = from.optional('ruleId', textField);
  const incomplete = from.optional('incomplete', flagField);
  const risk = from.optional('risk', numberField);
  const response = from.optional('response', listOf(textField, maxItems));
  const simulate = from.optional('simulate', flagField);
  const earlier = from.optional('earlier', listOf(earlierFromJson, maxItems));
  const count = from.optional('count', countField);
  const loss = from.optional('loss', lossFromJson);
  return {
    ...(ruleId !== undefined && { ruleId }),
    ...(incomplete !== undefined && { incomplete }),
    ...(risk !== undefined && { risk }),
    ...(response && { response }),
    ...(simulate !== undefined && { simulate }),
    ...(earlier && { earlier }),
    ...(count !== undefined && { count }),
    ...(loss && { loss }),
  };
}

function isOf(event: Detection['event'], process: RuntimeProcess): boolean {
  return event?.source === 'syscall' && event.process === process;
}

function earlierToJson({ as, event }: NonNullable<Detection['earlier']>[number]): JsonObject {
  return { as, event: anyEventToJson(event) };
}

function earlierFromJson(value: unknown, place: Place): NonNullable<Detection['earlier']>[number] {
  const from = new Members(value, place, setOf('as event'));
  return { as: from.required('as', textField), event: from.required('event', anyEventFromJson) };
}

function anyEventToJson(event: RuntimeEvent | AuditEvent): JsonObject {
  return event.source === 'syscall' ? eventToJson(event) : jsonOf(event);
}

function anyEventFromJson(value: unknown, place: Place): RuntimeEvent | AuditEvent {
  if (!isRecord(value) || value['source'] !== 'k8s_audit')
    return eventFromJson(value, { number: 1, what: place.event });
  const from = new Members(value, place, auditNames);
  return {
    source: 'k8s_audit',
    type: 'pluginevent',
    number: from.required('number', countField),
    seconds: from.required('seconds', countField),
    nanoseconds: from.required('nanoseconds', countField),
    body: from.required('body', objectField),
  };
}

function processToJson(process: RuntimeProcess): Json {
  const event = eventToJson({
    source: 'syscall',
    number: 1,
    type: 'process',
    seconds: 0,
    nanoseconds: 0,
    direction: '<',
    thread: process.pid,
    process,
    args: {},
  });
  return memberOf(event, 'process');
}

function lossToJson({ container, ...plain }: SensorLoss): JsonObject {
  return { ...jsonOf(plain), ...(container && { container: containerToJson(container) }) };
}

function lossFromJson(value: unknown, place: Place): SensorLoss {
  const from = new Members(value, place, lossNames);
  const cgroupId = from.optional('cgroupId', textField);
  const container = from.optional('container', containerFromJson);
  return {
    from: from.required('from', numberField),
    to: from.required('to', numberField),
    reason: from.required('reason', oneOf(reasons)),
    counts: from.required('counts', countsField),
    ...(cgroupId !== undefined && { cgroupId }),
    ...(container && { container }),
  };
}

function countsField(value: unknown, place: Place): Readonly<Record<string, number>> {
  const entries = Object.entries(objectField(value, place));
  if (entries.length > maxItems) throw malformed(place, `has more than ${maxItems} items`);
  return Object.fromEntries(
    entries.map(([name, count]) => [name, countField(count, inside(place, name))]),
  );
}

function objectField(value: unknown, place: Place): JsonObject {
  if (!isRecord(value)) throw malformed(place, 'must be an object');
  // Parsed JSON holds nothing else.
  return value as JsonObject;
}

function sameOr<T>(value: unknown, known: T | undefined, decode: () => T, place: Place): T {
  if (value !== same) return decode();
  if (known === undefined) throw malformed(place, 'refers to what is not there');
  return known;
}

/** Plain data without what is undefined. */
function jsonOf(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

function memberOf(value: Json, name: string): Json {
  return isRecord(value) ? ((value as JsonObject)[name] ?? null) : null;
}

function setOf(names: string): ReadonlySet<string> {
  return new Set(names.split(' '));
}
