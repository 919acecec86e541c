import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import {
  type ActionPlan,
  type ActionRecord,
  type ActionState,
  actionKinds,
  type Grant,
  type PlaybookLimits,
} from '#model/response.ts';

/** What was agreed for one action beyond its plan. */
export interface ActionTerms {
  /** Of the playbook that asks, besides those of the installation. */
  readonly limits?: PlaybookLimits;
  /** What happens when its time is over. */
  readonly onExpiry: 'revert' | 'keep';
  /** Only written down. */
  readonly simulate?: boolean;
}

/** One change of an action, as it stands in the journal. */
export interface ActionBody {
  readonly type: 'action';
  readonly id: string;
  readonly state: ActionState;
  readonly by: string;
  readonly text?: string;
  /** With the first change. */
  readonly plan?: ActionPlan;
  readonly terms?: ActionTerms;
  readonly grant?: Grant;
  /** One person agreed; others may have to. */
  readonly approval?: Grant;
  /** What is needed to do it again and to undo it; written before it is done. */
  readonly handle?: JsonObject;
  readonly result?: JsonObject;
  readonly error?: NonNullable<ActionRecord['error']>;
  readonly expires?: number;
  readonly simulated?: boolean;
  /** Process that acts: `PID@START`. Another one leaves it alone while that lives. */
  readonly owner?: string;
}

const states: ReadonlySet<string> = new Set<ActionState>([
  'planned',
  'awaiting-approval',
  'simulated',
  'running',
  'active',
  'done',
  'undoing',
  'undone',
  'expired',
  'failed',
  'refused',
]);

/** The action change in an entry of the journal; `undefined` when the entry is about something else. Throws `input.malformed`. */
export function tryActionBody(body: JsonObject): ActionBody | undefined {
  if (body['type'] !== 'action') return undefined;
  const { id, state, by, plan } = body;
  if (
    typeof id !== 'string' ||
    typeof by !== 'string' ||
    typeof state !== 'string' ||
    !states.has(state)
  )
    throw new CaissonError('input.malformed', 'the journal holds an action that is none');
  if (plan !== undefined && !isPlan(plan))
    throw new CaissonError('input.malformed', 'the journal holds a plan that is none');
  // The hash chain proves that this program wrote the entry; what it is folded by was checked above.
  return body as unknown as ActionBody;
}

/** Whether a value from outside has what a plan must have. */
export function isPlan(value: unknown): value is ActionPlan {
  if (!isRecord(value) || typeof value['id'] !== 'string') return false;
  const { request, steps, refusals } = value;
  return isRequest(request) && Array.isArray(steps) && Array.isArray(refusals);
}

function isRequest(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value['target']) || !isRecord(value['options'])) return false;
  const known: readonly unknown[] = actionKinds;
  return known.includes(value['kind']) && typeof value['requestedBy'] === 'string';
}

/** A change as a body of the journal: absent members left out. */
export function toBody(change: ActionBody): JsonObject {
  return JSON.parse(JSON.stringify(change)) as JsonObject;
}
