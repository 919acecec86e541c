import { CaissonError } from '#kit/error.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionTarget, Grant, Playbook } from '#model/response.ts';

const runStates = ['waiting', 'running', 'done', 'stopped', 'failed'] as const;
/** `waiting`: for people. `stopped`: by people, by a time limit, or as nobody answered. */
export type RunState = (typeof runStates)[number];

/** One change of a run of a playbook, as it stands in the journal. */
export interface RunBody {
  readonly type: 'playbook';
  readonly id: string;
  readonly state: RunState;
  readonly by: string;
  readonly text?: string;
  /** With the first change: the playbook as it was then. */
  readonly playbook?: Playbook;
  readonly target?: ActionTarget;
  readonly incident?: string;
  readonly incidentTitle?: string;
  readonly simulate?: boolean;
  readonly approval?: Grant;
  /** Process that works on it: `PID@START`. */
  readonly owner?: string;
  /** Index of the step that comes next. */
  readonly next?: number;
  /** Steps from here on are left out. */
  readonly until?: number;
}

/** The change in an entry of the journal; `undefined` when it is about something else. Throws `input.malformed`. */
export function tryRunBody(body: JsonObject): RunBody | undefined {
  if (body['type'] !== 'playbook') return undefined;
  const known: readonly unknown[] = runStates;
  if (typeof body['id'] !== 'string' || !known.includes(body['state']))
    throw new CaissonError('input.malformed', 'the journal holds a run of a playbook that is none');
  // The hash chain proves that this program wrote it.
  return body as unknown as RunBody;
}

/** A change as a body of the journal: absent members left out. */
export function toRunBody(change: RunBody): JsonObject {
  return JSON.parse(JSON.stringify(change)) as JsonObject;
}
