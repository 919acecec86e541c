import type { z } from 'zod';
import { containerFromJson } from '#event/json-container.ts';
import { detectionFromJson } from '#incident/detection-json.ts';
import { parseIncident } from '#incident/json.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import type { Detection, Incident } from '#model/detection.ts';
import type { Profile } from '#model/profile.ts';
import type { ActionRecord } from '#model/response.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { profileFromJson } from '#profile/json.ts';
import {
  type ingestEvent,
  type ingestExposure,
  type ingestFlow,
  ingestLine,
  type ingestNode,
  type ingestUsage,
} from '#wire/ingest.ts';
import { actionFromJson } from './action-json.ts';

type EventLine = z.infer<typeof ingestEvent>;
type UsageLine = z.infer<typeof ingestUsage>;
type FlowLine = z.infer<typeof ingestFlow>;
export type NodeLine = z.infer<typeof ingestNode>;
type ExposureLine = z.infer<typeof ingestExposure>;

/** What a batch says, by kind, in the order of its lines. */
export interface BatchLines {
  readonly events: EventLine[];
  readonly detections: {
    readonly detection: Detection;
    readonly body: string;
    readonly incident?: string;
  }[];
  readonly incidents: Incident[];
  readonly containers: { readonly container: WorkloadContainer; readonly gone: boolean }[];
  readonly usage: UsageLine[];
  readonly flows: FlowLine[];
  readonly nodes: NodeLine[];
  readonly exposures: ExposureLine[];
  readonly profiles: { readonly name: string; readonly profile: Profile }[];
  readonly actions: ActionRecord[];
  /** Lines that were not understood, from 1; at most a hundred, `refused` counts all. */
  readonly rejected: { readonly line: number; readonly reason: string }[];
  accepted: number;
  refused: number;
}

const maxLines = 100_000;
const maxLineBytes = 8 * 2 ** 20;
const maxRejected = 100;

/** Reads lines of JSON. A line that is not understood is rejected with its reason, the others are taken. Throws nothing. */
export function readBatchLines(text: string): BatchLines {
  const batch: BatchLines = {
    events: [],
    detections: [],
    incidents: [],
    containers: [],
    usage: [],
    flows: [],
    nodes: [],
    exposures: [],
    profiles: [],
    actions: [],
    rejected: [],
    accepted: 0,
    refused: 0,
  };
  let number = 0;
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end + 1;
    number += 1;
    if (line.trim() === '') continue;
    const reason = number > maxLines ? `a batch has at most ${maxLines} lines` : take(batch, line);
    if (reason === undefined) batch.accepted += 1;
    else reject(batch, number, reason);
  }
  return batch;
}

/** Says of a line that it is not taken. */
function reject(batch: BatchLines, line: number, reason: string): void {
  batch.refused += 1;
  if (batch.rejected.length < maxRejected)
    batch.rejected.push({ line, reason: reason.slice(0, 300) });
}

/** Takes a line in, or says why not. */
function take(batch: BatchLines, line: string): string | undefined {
  if (line.length > maxLineBytes) return 'the line is too long';
  try {
    const value: unknown = JSON.parse(line);
    if (isPlainEvent(value)) {
      batch.events.push(value);
      return undefined;
    }
    const parsed = ingestLine.safeParse(value);
    if (!parsed.success) return firstProblem(parsed.error);
    enter(batch, parsed.data);
    return undefined;
  } catch (error) {
    if (isCaissonError(error)) return error.message;
    if (error instanceof SyntaxError) return 'the line is not valid JSON';
    throw error;
  }
}

function firstProblem({ issues }: z.ZodError): string {
  const [first] = issues;
  return first === undefined
    ? 'not a line of a batch'
    : `${first.path.join('.')}: ${first.message}`;
}

function enter(batch: BatchLines, line: z.infer<typeof ingestLine>): void {
  const place = { event: line.type, name: '' };
  switch (line.type) {
    case 'event':
      batch.events.push(line);
      return;
    case 'detection': {
      const { detection, incident } = line;
      batch.detections.push({
        detection: detectionFromJson(detection, place),
        body: JSON.stringify(detection),
        ...(incident !== undefined && { incident }),
      });
      return;
    }
    case 'incident':
      batch.incidents.push(parseIncident(JSON.stringify(line.incident)));
      return;
    case 'container':
      batch.containers.push({
        container: containerFromJson(line.container, place),
        gone: line.gone,
      });
      return;
    default:
      enterOther(batch, line);
  }
}

function enterOther(
  batch: BatchLines,
  line: Exclude<
    z.infer<typeof ingestLine>,
    { type: 'event' | 'detection' | 'incident' | 'container' }
  >,
): void {
  switch (line.type) {
    case 'usage':
      batch.usage.push(line);
      return;
    case 'flow':
      batch.flows.push(line);
      return;
    case 'node':
      batch.nodes.push(line);
      return;
    case 'exposure':
      batch.exposures.push(line);
      return;
    case 'profile':
      batch.profiles.push({ name: line.name, profile: profileFromJson(line.profile) });
      return;
    case 'action':
      batch.actions.push(actionFromJson(line.action));
  }
}

/** The same question as `ingestEvent` asks, for the one line that comes by the thousand (measured: ten times as fast). */
function isPlainEvent(value: unknown): value is EventLine {
  if (!isRecord(value) || value['type'] !== 'event') return false;
  for (const name in value) if (eventChecks.get(name)?.(value[name]) !== true) return false;
  return eventNeeds.every((name) => value[name] !== undefined);
}

type Check = (value: unknown) => boolean;

const eventNeeds = ['id', 'time', 'kind', 'pid', 'process'];
/** Unknown members are none of the line: the schema leaves them out. */
const eventChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['type', () => true],
  ['time', (value) => typeof value === 'number' && Number.isFinite(value)],
  ['pid', (value) => Number.isSafeInteger(value)],
  ['uid', (value) => Number.isSafeInteger(value)],
  ...['id', 'kind', 'peer', 'container'].map((name) => [name, isShort] as const),
  ...['process', 'exe', 'arguments', 'path', 'parent'].map((name) => [name, isLong] as const),
]);

function isShort(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 512;
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 8192;
}
