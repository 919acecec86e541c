import { randomInt } from 'node:crypto';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionState } from '#model/response.ts';
import type { Action, Holder, Work } from './action/action.ts';
import { actions } from './action/catalogue.ts';
import { command } from './action/sensor-target.ts';
import { type Assessment, ttlOf } from './planner.ts';
import type { ResponsePorts } from './ports.ts';
import type { ActionBody } from './record/body.ts';
import type { Ledger } from './record/ledger.ts';
import { isLeft, ownOwner } from './record/owner.ts';
import { isHolding, type StoredAction } from './record/table.ts';

/** Numbers of policies below this are for those who set policies by themselves. */
const firstPolicy = 2 ** 20;
const maxAttempts = 5;

/** What was worked out before an action runs, or why it cannot. */
export type Prepared =
  | { readonly handle: JsonObject; readonly owner: string; readonly expires?: number }
  | { readonly error: { readonly code: string; readonly message: string } };

/** How an action ends. */
export interface Ending {
  readonly by: string;
  readonly state: Extract<ActionState, 'undone' | 'expired' | 'failed'>;
  readonly text?: string;
}

/** Carries out what the ledger has: each step is written before and after it is done. The caller sees to it that one works on a subject. */
export class Performer {
  readonly #ledger: Ledger;
  readonly #ports: ResponsePorts;
  readonly #scope: Scope;
  readonly #proc: string;

  constructor(ledger: Ledger, ports: ResponsePorts, scope: Scope) {
    this.#ledger = ledger;
    this.#ports = ports;
    this.#scope = scope;
    this.#proc = ports.proc ?? '/proc';
  }

  /** Reads what `run` and `undo` will need. Changes nothing. */
  async prepare(id: string, assessment: Assessment, isSimulated: boolean): Promise<Prepared> {
    const { action, request, forbidden } = assessment;
    const owner = ownOwner(this.#proc);
    if (isSimulated || forbidden.length > 0) return { handle: {}, owner };
    const others = this.#holders(id, action.hold?.(request));
    const ttl = ttlOf(request, action);
    const expires = ttl === undefined ? {} : { expires: this.#ledger.now + ttl };
    try {
      const work = this.#work(id, request, { others, policy: this.#policyOf(others), ...expires });
      return { handle: await action.prepare(work), owner, ...expires };
    } catch (error) {
      return { error: errorOf(error) };
    }
  }

  /** Runs what the ledger says is running. */
  async perform(id: string): Promise<void> {
    const stored = this.#ledger.actions.get(id);
    if (stored?.handle === undefined) return;
    const action = actions[stored.record.plan.request.kind];
    let result: JsonObject;
    try {
      result = await action.run(stored.handle, this.#workOf(stored));
    } catch (error) {
      await this.#fail(stored, action, error);
      return;
    }
    // Where this cannot be written it stays `running`: `recover` settles it, and the kernel ends it in any case.
    const isOver = action.undo === undefined || action.isBrief === true;
    this.#write(stored, { state: isOver ? 'done' : 'active', by: 'caisson', result });
  }

  async undo(id: string, ending: Ending): Promise<void> {
    const stored = this.#ledger.actions.get(id);
    if (stored === undefined) return;
    const action = actions[stored.record.plan.request.kind];
    const { state } = stored.record;
    if (state === 'undone' || state === 'expired') return;
    if (action.undo === undefined || !isHolding(stored))
      throw new CaissonError('usage.invalid-argument', `there is nothing to undo: it is ${state}`);
    await this.#undo(stored, action, ending);
  }

  /** Whether the clock or an attempt that failed asks for something. */
  isDue(stored: StoredAction): boolean {
    const { state } = stored.record;
    if (state === 'undoing') return stored.attempts > 0;
    const isOver = stored.expires !== undefined && stored.expires <= this.#ledger.now;
    // What could not be written down when it had run is still `running`.
    return isOver && (state === 'active' || this.isLeft(stored));
  }

  async expire(id: string): Promise<void> {
    const stored = this.#ledger.actions.get(id);
    if (stored === undefined || !this.isDue(stored)) return;
    const action = actions[stored.record.plan.request.kind];
    if (stored.terms.onExpiry === 'keep' && stored.record.state === 'active')
      await this.#renew(stored, action);
    else await this.#undo(stored, action, { by: 'caisson', state: 'expired' });
  }

  /** Whether a process that is gone left it half done. */
  isLeft({ record, owner }: StoredAction): boolean {
    return (record.state === 'running' || record.state === 'undoing') && isLeft(owner, this.#proc);
  }

  /** Active containments that the sensor does not have any more: it was started anew. */
  async forgotten(): Promise<ReadonlySet<string>> {
    const active = [...this.#ledger.actions.all()].filter(
      ({ record, handle }) => record.state === 'active' && handle?.['members'] !== undefined,
    );
    if (active.length === 0) return new Set();
    const known = await this.#knownPolicies();
    const lost = active.filter(({ handle }) => known?.has(handle?.['policy']) === false);
    return new Set(lost.map(({ record }) => record.plan.id));
  }

  /** Finishes, reverts or gives up, as the kind of action wants it. */
  async recover(id: string, isForgotten: boolean): Promise<void> {
    const stored = this.#ledger.actions.get(id);
    if (stored === undefined) return;
    const action = actions[stored.record.plan.request.kind];
    const isOver = stored.expires !== undefined && stored.expires <= this.#ledger.now;
    const { state } = stored.record;
    if (state === 'active' && isForgotten && !isOver) await this.perform(id);
    if (state === 'undoing') await this.#undo(stored, action, { by: 'caisson', state: 'undone' });
    if (state === 'running') await this.#settle(stored, action, isOver);
  }

  async #settle(stored: StoredAction, action: Action, isOver: boolean): Promise<void> {
    const text = 'the program ended while it ran';
    if (action.afterCrash === 'finish' && !isOver) {
      this.#write(stored, { state: 'running', by: 'caisson', text: `${text}: finished now` });
      await this.perform(stored.record.plan.id);
    } else if (action.undo !== undefined) {
      const state = action.afterCrash === 'finish' ? 'expired' : 'failed';
      await this.#undo(stored, action, { by: 'caisson', state, text });
    } else {
      const message = `${text}: nobody knows whether it was done`;
      this.#write(stored, { state: 'failed', by: 'caisson', text: message });
    }
  }

  async #renew(stored: StoredAction, action: Action): Promise<void> {
    const { request } = stored.record.plan;
    const expires = this.#ledger.now + (ttlOf(request, action) ?? 0);
    const id = request.requestedBy;
    this.#write(stored, {
      state: 'running',
      by: 'caisson',
      expires,
      text: `kept on: ${id} wants it so`,
    });
    await this.perform(stored.record.plan.id);
  }

  async #undo(stored: StoredAction, action: Action, ending: Ending): Promise<void> {
    const { by, state, text } = ending;
    const note = text === undefined ? {} : { text };
    // The intent goes first: after a crash it is undone again.
    this.#write(stored, { state: 'undoing', by, ...note });
    try {
      await action.undo?.(stored.handle ?? {}, this.#workOf(stored));
    } catch (error) {
      const isLast = stored.attempts + 1 >= maxAttempts;
      this.#write(stored, {
        state: isLast ? 'failed' : 'undoing',
        by,
        error: errorOf(error),
        text: isLast ? 'given up: the kernel ends it by itself' : 'could not be undone yet',
      });
      return;
    }
    this.#write(stored, { state, by, ...note });
  }

  /** What was begun is taken back; what cannot be taken back ends in the kernel by itself. */
  async #fail(stored: StoredAction, action: Action, error: unknown): Promise<void> {
    const failure = { state: 'failed', by: 'caisson', error: errorOf(error) } as const;
    if (action.undo === undefined) {
      this.#write(stored, { ...failure, text: failure.error.message });
      return;
    }
    const outcome = await this.#takeBack(stored, action);
    this.#write(stored, { ...failure, text: `${failure.error.message}; ${outcome}` });
  }

  async #takeBack(stored: StoredAction, action: Action): Promise<string> {
    try {
      await action.undo?.(stored.handle ?? {}, this.#workOf(stored));
      return 'taken back';
    } catch (error) {
      return `could not be taken back: ${errorOf(error).message}`;
    }
  }

  #write({ record }: StoredAction, change: Omit<ActionBody, 'type' | 'id'>): void {
    this.#ledger.write({
      type: 'action',
      id: record.plan.id,
      owner: ownOwner(this.#proc),
      ...change,
    });
  }

  #workOf({ record, handle, expires }: StoredAction): Work {
    const { id, request } = record.plan;
    const policy = handle?.['policy'];
    const hold = handle?.['hold'];
    const others = this.#holders(id, typeof hold === 'string' ? hold : undefined);
    const number = typeof policy === 'number' ? policy : 0;
    return this.#work(id, request, {
      others,
      policy: number,
      ...(expires !== undefined && { expires }),
    });
  }

  #work(
    id: string,
    request: Work['request'],
    rest: Pick<Work, 'others' | 'policy' | 'expires'>,
  ): Work {
    return { id, request, ports: this.#ports, scope: this.#scope, ...rest };
  }

  #holders(id: string, hold: string | undefined): readonly Holder[] {
    if (hold === undefined) return [];
    return [...this.#ledger.actions.all()].flatMap((one) => {
      const isOther = isHolding(one) && one.record.state !== 'undoing' && one.record.plan.id !== id;
      if (!isOther || one.handle?.['hold'] !== hold) return [];
      return [{ handle: one.handle, ...(one.expires !== undefined && { expires: one.expires }) }];
    });
  }

  #policyOf(others: readonly Holder[]): number {
    const shared = others[0]?.handle['policy'];
    if (typeof shared === 'number') return shared;
    const used = new Set([...this.#ledger.actions.all()].map(({ handle }) => handle?.['policy']));
    for (;;) {
      const number = randomInt(firstPolicy, 2 ** 31);
      if (!used.has(number)) return number;
    }
  }

  /** Numbers of the policies that the sensor has; `undefined` when it cannot tell. */
  async #knownPolicies(): Promise<ReadonlySet<unknown> | undefined> {
    if (this.#ports.sensor === undefined) return undefined;
    try {
      const { policies } = await command(this.#ports, 'policies', {});
      const listed: readonly unknown[] = Array.isArray(policies) ? policies : [];
      return new Set(listed.map((one) => (isRecord(one) ? one['policy'] : one)));
    } catch {
      return undefined;
    }
  }
}

function errorOf(error: unknown): { readonly code: string; readonly message: string } {
  if (isCaissonError(error)) return { code: error.code, message: error.message };
  return { code: 'internal.bug', message: error instanceof Error ? error.message : String(error) };
}
