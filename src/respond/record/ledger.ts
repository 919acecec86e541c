import type { ActionRecord } from '#model/response.ts';
import type { Chain } from '../journal/chain.ts';
import { type RunBody, toRunBody } from '../playbook/run-body.ts';
import { RunTable } from '../playbook/run-table.ts';
import { type ActionBody, toBody } from './body.ts';
import { ActionTable } from './table.ts';

/** What is to be written: changes of actions and of runs of playbooks. */
export interface Changes {
  readonly actions?: readonly ActionBody[];
  readonly runs?: readonly RunBody[];
}

/** The journal and what it adds up to. All that is decided on the tables is written in the same transaction. */
export class Ledger {
  readonly actions = new ActionTable();
  readonly runs = new RunTable();
  readonly #chain: Chain;
  readonly #clock: () => Date;
  readonly #onChange: ((record: ActionRecord) => void) | undefined;

  constructor(chain: Chain, clock: () => Date, onChange?: (record: ActionRecord) => void) {
    this.#chain = chain;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Milliseconds since the Unix epoch. */
  get now(): number {
    return this.#clock().getTime();
  }

  /** Takes in what other processes wrote. */
  refresh(): void {
    this.decide(() => ({}));
  }

  /** Nobody writes between what `decide` sees and what it returns. Throws `host.io` when it cannot be written. */
  decide(decide: () => Changes): void {
    const changed: string[] = [];
    const entries = this.#chain.transact((fresh) => {
      this.actions.apply(fresh);
      this.runs.apply(fresh);
      const { actions = [], runs = [] } = decide();
      changed.push(...actions.map(({ id }) => id));
      return [
        ...actions.map((one) => ({ time: this.now, body: toBody(one), durable: matters(one) })),
        ...runs.map((one) => ({ time: this.now, body: toRunBody(one) })),
      ];
    });
    this.actions.apply(entries);
    this.runs.apply(entries);
    for (const id of changed) this.#tell(id);
  }

  write(...actions: readonly ActionBody[]): void {
    this.decide(() => ({ actions }));
  }

  #tell(id: string): void {
    const record = this.actions.get(id)?.record;
    if (record !== undefined) this.#onChange?.(record);
  }
}

/** Nothing depends on a refusal or a simulation being on disk, and a storm makes many. */
function matters({ state }: ActionBody): boolean {
  return state !== 'refused' && state !== 'simulated';
}
