import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { newUlid } from '#kit/ulid.ts';
import type { ActionPlan, ActionRecord, ActionRequest, Grant } from '#model/response.ts';
import { subjectOf } from './action/facts.ts';
import { grantFor } from './grants.ts';
import type { Chain } from './journal/chain.ts';
import { Performer, type Prepared } from './performer.ts';
import { type Assessment, assess, judge, planOf } from './planner.ts';
import type { ResponsePorts } from './ports.ts';
import { type ActionBody, type ActionTerms, isPlan } from './record/body.ts';
import { Ledger } from './record/ledger.ts';
import { isFinished, type StoredAction } from './record/table.ts';
import { defaultSettings, type ResponseSettings } from './settings.ts';
import { Turns } from './turns.ts';

export interface ResponderOptions {
  readonly journal: Chain;
  readonly ports: ResponsePorts;
  readonly settings?: ResponseSettings;
  /** Told of each change of an action, in order. */
  readonly onChange?: (record: ActionRecord) => void;
}

const plainTerms: ActionTerms = { onExpiry: 'revert' };

/**
 * Plans, runs and undoes actions. Everything that happens is written to the journal before it happens; several processes may
 * share one journal. What a crash interrupted is finished, reverted or given up by `recover`, as its kind says.
 */
export class Responder {
  readonly ledger: Ledger;
  readonly settings: ResponseSettings;
  readonly #ports: ResponsePorts;
  readonly #performer: Performer;
  readonly #turns = new Turns();

  constructor(options: ResponderOptions, scope: Scope) {
    this.ledger = new Ledger(options.journal, scope.clock, options.onChange);
    this.settings = options.settings ?? defaultSettings;
    this.#ports = options.ports;
    this.#performer = new Performer(this.ledger, options.ports, scope);
  }

  /**
   * What an action would do and whether it may run; nothing is written. `id` makes the plan that of an earlier request. Throws
   * `usage.invalid-argument` for options that the kind does not have.
   */
  async plan(
    request: ActionRequest,
    terms: ActionTerms = plainTerms,
    id: string = newUlid(this.ledger.now),
  ): Promise<ActionPlan> {
    const assessment = await assess(request, this.#ports, this.settings);
    this.ledger.refresh();
    return planOf(id, assessment, this.#verdict(assessment, terms, id), this.ledger.now);
  }

  /** Writes down that somebody agrees. The plan is not run by that. */
  grant(plan: ActionPlan, grant: Grant, terms: ActionTerms = plainTerms): ActionRecord {
    checkPlan(plan);
    this.ledger.decide(() => {
      const known = this.ledger.actions.get(plan.id);
      if (known !== undefined && known.record.state !== 'awaiting-approval') return {};
      const first = known === undefined ? { plan, terms } : {};
      const { by, id } = { by: grant.name, id: plan.id };
      const change: ActionBody = { type: 'action', id, state: 'awaiting-approval', by, ...first };
      return { actions: [{ ...change, approval: grant, text: `${grant.name} agrees` }] };
    });
    return this.#recordOf(plan.id);
  }

  /**
   * Runs a plan: what it would do is worked out again, as it may be old or not ours. Resolves with the record in any case:
   * `awaiting-approval` when somebody must agree first, `refused`, `simulated`, `failed`, `active` or `done`. A plan that ran is not run again.
   */
  run(plan: ActionPlan, grant?: Grant, terms: ActionTerms = plainTerms): Promise<ActionRecord> {
    checkPlan(plan);
    return this.#turns.take(subjectOf(plan.request.target), async () => {
      this.ledger.refresh();
      const known = this.ledger.actions.get(plan.id);
      if (known !== undefined && !isWaiting(known)) return known.record;
      await this.#run(plan, grant, known?.terms ?? terms);
      return this.#recordOf(plan.id);
    });
  }

  /** Somebody says no to a plan that waits. */
  refuse(id: string, by: string, text: string): ActionRecord {
    this.ledger.decide(() => {
      const known = this.ledger.actions.get(id);
      if (known === undefined || !isWaiting(known)) return {};
      return { actions: [{ type: 'action', id, state: 'refused', by, text }] };
    });
    return this.#recordOf(id);
  }

  /** Undoes an action. What others still hold stays held. Throws `usage.invalid-argument` when there is nothing to undo. */
  async undo(id: string, by: string, text?: string): Promise<ActionRecord> {
    this.ledger.refresh();
    const known = this.#recordOf(id);
    return this.#turns.take(subjectOf(known.plan.request.target), async () => {
      await this.#performer.undo(id, { by, state: 'undone', ...(text !== undefined && { text }) });
      return this.#recordOf(id);
    });
  }

  /** Ends what is over by the clock, and tries again what could not be undone. Gives the records that changed. */
  async expire(): Promise<readonly ActionRecord[]> {
    this.ledger.refresh();
    const due = [...this.ledger.actions.all()].filter((one) => this.#performer.isDue(one));
    return this.#each(due, (id) => this.#performer.expire(id));
  }

  /** When `expire` has something to do next, in milliseconds since the Unix epoch. */
  nextDue(): number | undefined {
    const ends = [...this.ledger.actions.all()]
      .filter(({ record }) => record.state === 'active' || record.state === 'undoing')
      .flatMap(({ expires }) => (expires === undefined ? [] : [expires]));
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** Settles what a process that is gone left half done, and gives the kernel back what it forgot. Call it at the start. */
  async recover(): Promise<readonly ActionRecord[]> {
    this.ledger.refresh();
    const forgotten = await this.#performer.forgotten();
    const left = [...this.ledger.actions.all()].filter(
      (one) => this.#performer.isLeft(one) || forgotten.has(one.record.plan.id),
    );
    return this.#each(left, (id) => this.#performer.recover(id, forgotten.has(id)));
  }

  /** Records, oldest first. `open`: only those that may still change. */
  list(filter: { readonly open?: boolean } = {}): readonly ActionRecord[] {
    this.ledger.refresh();
    const all = [...this.ledger.actions.all()].map(({ record }) => record);
    return filter.open === true ? all.filter(({ state }) => !isFinished(state)) : all;
  }

  async #each(
    actions: readonly StoredAction[],
    work: (id: string) => Promise<void>,
  ): Promise<readonly ActionRecord[]> {
    const turns = actions.map(({ record }) =>
      this.#turns.take(subjectOf(record.plan.request.target), () => work(record.plan.id)),
    );
    await Promise.all(turns);
    return actions.map(({ record }) => this.#recordOf(record.plan.id));
  }

  async #run(plan: ActionPlan, grant: Grant | undefined, terms: ActionTerms): Promise<void> {
    const assessment = await assess(plan.request, this.#ports, this.settings);
    const isSimulated = terms.simulate === true || this.settings.simulate;
    const prepared = await this.#performer.prepare(plan.id, assessment, isSimulated);
    this.ledger.decide(() => {
      const verdict = this.#verdict(assessment, terms, plan.id);
      const fresh = planOf(plan.id, assessment, verdict, this.ledger.now);
      const known = this.ledger.actions.get(plan.id);
      if (known !== undefined && !isWaiting(known)) return {};
      const first = { plan: fresh, terms };
      const change = this.#next(fresh, verdict, grant, { terms, isSimulated, prepared });
      return { actions: [{ type: 'action', id: plan.id, ...first, ...change }] };
    });
    if (this.ledger.actions.get(plan.id)?.record.state === 'running')
      await this.#performer.perform(plan.id);
  }

  /** What becomes of a plan now. */
  #next(
    plan: ActionPlan,
    { forbidden, limits }: ReturnType<typeof judge>,
    grant: Grant | undefined,
    at: {
      readonly terms: ActionTerms;
      readonly isSimulated: boolean;
      readonly prepared: Prepared;
    },
  ): Omit<ActionBody, 'type' | 'id' | 'plan' | 'terms'> {
    const by = plan.request.requestedBy;
    if (forbidden.length > 0) return { state: 'refused', by, text: forbidden.join('; ') };
    const allowed = this.#allowed(plan, grant);
    const over = limits.map(({ text }) => text).join('; ');
    if (over !== '' && !this.#mayGoBeyond(plan.id, allowed, grant, at.terms))
      return { state: 'refused', by, text: over };
    if (at.isSimulated) return { ...simulated(plan, allowed), by };
    const approval = grant?.by === 'person' ? { approval: grant } : {};
    if (typeof allowed === 'string')
      return { state: 'awaiting-approval', by, text: allowed, ...approval };
    const text = over === '' ? {} : { text: `${allowed.name} goes beyond: ${over}` };
    return { by, grant: allowed, ...text, ...approval, ...startOf(at.prepared) };
  }

  /** People may go beyond limits, once enough of them agree; what a playbook limits itself to holds whoever agreed to it. */
  #mayGoBeyond(
    id: string,
    allowed: Grant | string,
    grant: Grant | undefined,
    { limits }: ActionTerms,
  ): boolean {
    if (limits !== undefined || (typeof allowed !== 'string' && allowed.by === 'policy'))
      return false;
    const known = this.ledger.actions.get(id)?.approvals ?? [];
    return [...known, ...(grant === undefined ? [] : [grant])].some(({ by }) => by === 'person');
  }

  #allowed(plan: ActionPlan, grant: Grant | undefined): Grant | string {
    const known = this.ledger.actions.get(plan.id)?.approvals ?? [];
    const grants = grant === undefined ? known : [...known, grant];
    const done = this.ledger.actions.all();
    return grantFor({ plan, now: this.ledger.now, grants, done }, this.settings);
  }

  #verdict(assessment: Assessment, terms: ActionTerms, id: string): ReturnType<typeof judge> {
    const done = [...this.ledger.actions.all()].filter(({ record }) => record.plan.id !== id);
    return judge(assessment, terms, this.settings, { now: this.ledger.now, done });
  }

  #recordOf(id: string): ActionRecord {
    const known = this.ledger.actions.get(id);
    if (known === undefined)
      throw new CaissonError('usage.invalid-argument', `there is no action ${quote(id)}`);
    return known.record;
  }
}

function isWaiting({ record }: StoredAction): boolean {
  return record.state === 'planned' || record.state === 'awaiting-approval';
}

function startOf(prepared: Prepared): Partial<ActionBody> & Pick<ActionBody, 'state'> {
  if (!('error' in prepared)) return { state: 'running', ...prepared };
  return { state: 'failed', error: prepared.error, text: prepared.error.message };
}

function checkPlan(plan: unknown): void {
  if (!isPlan(plan)) throw new CaissonError('usage.invalid-argument', 'that is no plan');
}

function simulated(
  plan: ActionPlan,
  allowed: Grant | string,
): Pick<ActionBody, 'state' | 'simulated' | 'text' | 'expires'> {
  const effects = plan.blastRadius.map(({ label, text }) => `${label}: ${text}`).join('; ');
  const who = typeof allowed === 'string' ? `${allowed} first` : `allowed by ${allowed.name}`;
  return {
    state: 'simulated',
    simulated: true,
    text: `would ${plan.steps.join(', ')} (${who}${effects === '' ? '' : `; ${effects}`})`,
    ...(plan.expires !== undefined && { expires: plan.expires }),
  };
}
