import type { JsonObject } from '#model/json-value.ts';
import type { ActionRecord, ActionState, Grant } from '#model/response.ts';
import type { ChainEntry } from '../journal/chain.ts';
import { present } from '../present.ts';
import { type ActionBody, type ActionTerms, tryActionBody } from './body.ts';

/** An action as the journal tells it. */
export interface StoredAction {
  readonly record: ActionRecord;
  readonly terms: ActionTerms;
  readonly approvals: readonly Grant[];
  readonly simulated: boolean;
  readonly handle?: JsonObject;
  /** When it began to act, in milliseconds since the Unix epoch; simulated ones too. */
  readonly started?: number;
  readonly expires?: number;
  /** Failed attempts to undo it. */
  readonly attempts: number;
  readonly owner?: string;
}

const finished: ReadonlySet<ActionState> = new Set<ActionState>([
  'simulated',
  'done',
  'undone',
  'expired',
  'failed',
  'refused',
]);
/** Whether nothing will happen any more. */
export function isFinished(state: ActionState): boolean {
  return finished.has(state);
}

/** Whether it holds its target now, or may do so: something was begun and is not known to be undone. */
export function isHolding({ record, simulated }: StoredAction): boolean {
  const { state } = record;
  return !simulated && (state === 'running' || state === 'active' || state === 'undoing');
}

/** Finished actions that are kept in memory; older ones stay in the journal. */
const maxFinished = 5000;

/** All actions, folded from the journal. */
export class ActionTable {
  readonly #actions = new Map<string, StoredAction>();

  get(id: string): StoredAction | undefined {
    return this.#actions.get(id);
  }

  /** In the order in which they were first written. */
  all(): Iterable<StoredAction> {
    return this.#actions.values();
  }

  apply(entries: readonly ChainEntry[]): void {
    for (const { time, body } of entries) {
      const change = tryActionBody(body);
      if (change !== undefined) this.#change(time, change);
    }
    if (this.#actions.size > 2 * maxFinished) this.#forget();
  }

  #change(time: number, change: ActionBody): void {
    const known = this.#actions.get(change.id) ?? heard(change);
    if (known === undefined) return;
    const begins = change.state === 'running' || change.state === 'simulated';
    const isRepeated = change.state === 'undoing' && change.error !== undefined;
    const { plan, approval, terms, simulated, handle, expires, owner } = change;
    this.#actions.set(change.id, {
      ...known,
      ...(begins && known.started === undefined && { started: time }),
      ...present({ terms, simulated, handle, expires, owner }),
      record: recordOf(plan ?? known.record.plan, time, change, known.record),
      approvals: [...known.approvals, ...(approval ? [approval] : [])],
      attempts: known.attempts + (isRepeated ? 1 : 0),
    });
  }

  #forget(): void {
    let over = this.#actions.size - maxFinished;
    for (const [id, { record }] of this.#actions) {
      if (over <= 0) return;
      if (!isFinished(record.state)) continue;
      this.#actions.delete(id);
      over -= 1;
    }
  }
}

/** An action as it is before its first change. */
function heard({ plan, terms }: ActionBody): StoredAction | undefined {
  if (plan === undefined) return undefined;
  return {
    record: { plan, state: 'planned', history: [] },
    terms: terms ?? { onExpiry: 'revert' },
    approvals: [],
    simulated: false,
    attempts: 0,
    ...present({ expires: plan.expires }),
  };
}

function recordOf(
  plan: ActionRecord['plan'],
  time: number,
  change: ActionBody,
  known: ActionRecord,
): ActionRecord {
  const { state, by, text, grant, result, error } = change;
  const entry = { time, state, by, ...present({ text }) };
  return {
    ...known,
    ...present({ grant, result, error }),
    plan,
    state,
    history: [...known.history, entry].slice(-100),
  };
}
