import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { newUlid } from '#kit/ulid.ts';
import type { Incident } from '#model/detection.ts';
import type { ActionTarget, Grant, Playbook } from '#model/response.ts';
import { subjectOf } from '../action/facts.ts';
import type { NotifierMessage, ResponsePorts } from '../ports.ts';
import { present } from '../present.ts';
import { isLeft, ownOwner } from '../record/owner.ts';
import type { Responder } from '../responder.ts';
import { Turns } from '../turns.ts';
import { isFor } from './match.ts';
import type { RunBody } from './run-body.ts';
import { isOver, type PlaybookRun } from './run-table.ts';
import { runStep } from './step.ts';

export interface PlaybookEngineOptions {
  readonly responder: Responder;
  readonly ports: ResponsePorts;
  readonly playbooks: readonly Playbook[];
  /** In place of what a playbook says of itself: the user's own choice, by name. */
  readonly modes?: ReadonlyMap<string, Playbook['mode']>;
}

/** At most one message a minute asks for the same playbook: a storm is told as a number. */
const askEveryMs = 60_000;

/**
 * Runs playbooks on incidents. A run is a state machine in the journal: what is to be done next is written before it is done, and
 * each step is an action with an id of its own, so that a step is never done twice.
 */
export class PlaybookEngine {
  readonly #responder: Responder;
  readonly #ports: ResponsePorts;
  readonly #playbooks: readonly Playbook[];
  readonly #modes: ReadonlyMap<string, Playbook['mode']>;
  readonly #proc: string;
  readonly #turns = new Turns();
  readonly #asked = new Map<
    string,
    { readonly run: string; readonly time: number; more: number }
  >();

  constructor(options: PlaybookEngineOptions) {
    this.#responder = options.responder;
    this.#ports = options.ports;
    this.#playbooks = options.playbooks;
    this.#modes = options.modes ?? new Map();
    this.#proc = options.ports.proc ?? '/proc';
  }

  /** Starts what an incident asks for. Call it again when the incident changes: a playbook runs once for each incident and container. */
  async consider(incident: Incident, target: ActionTarget): Promise<readonly PlaybookRun[]> {
    const begun = this.#playbooks
      .filter((playbook) => isFor(playbook, incident))
      .flatMap((playbook) => this.#begin(playbook, incident, target) ?? []);
    return Promise.all(begun.map((id) => this.#go(id)));
  }

  /** Goes on with runs that a crash interrupted, and with those whose people did not answer in time. */
  async tick(): Promise<readonly PlaybookRun[]> {
    const { ledger } = this.#responder;
    ledger.refresh();
    const open = [...ledger.runs.all()].filter((run) => !isOver(run));
    const due = open.filter((run) => this.#isMine(run) || this.#isTooLate(run));
    for (const run of due) if (this.#isTooLate(run)) this.#timeOut(run);
    return Promise.all(due.map(({ id }) => this.#go(id)));
  }

  /** When `tick` has something to do next, in milliseconds since the Unix epoch. */
  nextDue(): number | undefined {
    const waiting = [...this.#responder.ledger.runs.all()].filter(
      ({ state }) => state === 'waiting',
    );
    const ends = waiting.map(({ started, playbook }) => started + playbook.approvers.timeoutMs);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** A person agrees to a run that waits; nobody agrees twice. Goes on when there are enough. */
  async approve(id: string, grant: Grant): Promise<PlaybookRun> {
    this.#change(id, (run) => {
      if (run.state !== 'waiting' || run.approvals.some(({ name }) => name === grant.name))
        return undefined;
      const isEnough = run.approvals.length + 1 >= run.playbook.approvers.count;
      const text = `${grant.name} agrees`;
      return { state: isEnough ? 'running' : 'waiting', by: grant.name, approval: grant, text };
    });
    return this.#go(id);
  }

  /** A person stops a run. What it did stays until it is undone or its time is over. */
  reject(id: string, by: string, text: string): PlaybookRun {
    this.#change(id, (run) => (isOver(run) ? undefined : { state: 'stopped', by, text }));
    return this.#runOf(id);
  }

  /** Runs, oldest first. */
  list(): readonly PlaybookRun[] {
    this.#responder.ledger.refresh();
    return [...this.#responder.ledger.runs.all()];
  }

  #begin(playbook: Playbook, incident: Incident, target: ActionTarget): string | undefined {
    const { ledger } = this.#responder;
    const id = newUlid(ledger.now);
    const mode = this.#modes.get(playbook.name) ?? playbook.mode;
    let isNew = false;
    ledger.decide(() => {
      // Within one transaction: two processes that hear of one incident start one run.
      if (this.#isRunning(playbook, incident, target)) return {};
      isNew = true;
      const change: RunBody = {
        type: 'playbook',
        id,
        state: mode === 'approve' ? 'waiting' : 'running',
        by: `playbook/${playbook.name}`,
        playbook: { ...playbook, mode },
        target: slim(target),
        incident: incident.id,
        incidentTitle: incident.title,
        simulate: mode === 'simulate',
        owner: ownOwner(this.#proc),
      };
      return { runs: [change] };
    });
    return isNew ? id : undefined;
  }

  #isRunning({ name }: Playbook, { id }: Incident, target: ActionTarget): boolean {
    const subject = subjectOf(target);
    for (const run of this.#responder.ledger.runs.all())
      if (
        run.playbook.name === name &&
        subjectOf(run.target) === subject &&
        (run.incident === id || !isOver(run))
      )
        return true;
    return false;
  }

  /** One step after the other until the run is over or waits. */
  #go(id: string): Promise<PlaybookRun> {
    return this.#turns.take(id, async () => {
      for (;;) {
        const run = this.#runOf(id);
        if (run.state === 'waiting') await this.#ask(run, 'waits for people to agree');
        if (run.state !== 'running') return run;
        if (run.next >= Math.min(run.until, run.playbook.steps.length)) this.#finish(run);
        else await this.#step(run);
      }
    });
  }

  async #step(run: PlaybookRun): Promise<void> {
    const outcome = await runStep(run, this.#responder);
    const { text, ask, stop } = outcome;
    this.#change(run.id, (now) => {
      if (now.state !== 'running') return undefined;
      const state = stop === true ? 'failed' : 'running';
      return { state, by: 'caisson', next: run.next + 1, text };
    });
    if (ask !== undefined) await this.#ask(run, ask);
  }

  #finish(run: PlaybookRun): void {
    const isCut = run.until < run.playbook.steps.length;
    const text = isCut ? 'nobody agreed to the rest' : 'all steps were taken';
    this.#change(run.id, () => ({ state: isCut ? 'stopped' : 'done', by: 'caisson', text }));
  }

  /** Whether it goes on here: no other process that lives works on it. */
  #isMine({ state, owner }: PlaybookRun): boolean {
    return state === 'running' && isLeft(owner, this.#proc);
  }

  #isTooLate({ state, started, playbook }: PlaybookRun): boolean {
    return (
      state === 'waiting' && started + playbook.approvers.timeoutMs <= this.#responder.ledger.now
    );
  }

  #timeOut({ id, playbook }: PlaybookRun): void {
    const { onTimeout } = playbook.approvers;
    const freeze = playbook.steps.findIndex(({ action }) => action === 'freeze');
    this.#change(id, (run) => {
      if (run.state !== 'waiting') return undefined;
      const by = 'caisson';
      if (onTimeout === 'continue')
        return { state: 'running', by, text: 'nobody answered: goes on' };
      if (onTimeout === 'stop-at-freeze' && freeze !== -1)
        return {
          state: 'running',
          by,
          until: freeze + 1,
          text: 'nobody answered: up to the freeze',
        };
      return { state: 'stopped', by, text: 'nobody answered' };
    });
  }

  /** Messages are not part of the record: a channel that is down must not hold a containment up. */
  async #ask(run: PlaybookRun, why: string): Promise<void> {
    const { notifier } = this.#ports;
    const last = this.#asked.get(run.playbook.name);
    const { now } = this.#responder.ledger;
    if (notifier === undefined) return;
    if (last !== undefined && last.run !== run.id && now - last.time < askEveryMs) {
      last.more += 1;
      return;
    }
    this.#asked.set(run.playbook.name, { run: run.id, time: now, more: 0 });
    try {
      await notifier.notify(question(run, why, last?.more ?? 0));
    } catch {
      this.#change(run.id, ({ state }) => ({ state, by: 'caisson', text: 'nobody could be told' }));
    }
  }

  #change(
    id: string,
    decide: (run: PlaybookRun) => Omit<RunBody, 'type' | 'id'> | undefined,
  ): void {
    const { ledger } = this.#responder;
    ledger.decide(() => {
      const run = ledger.runs.get(id);
      const change = run === undefined ? undefined : decide(run);
      return change === undefined
        ? {}
        : { runs: [{ type: 'playbook', id, owner: ownOwner(this.#proc), ...change }] };
    });
  }

  #runOf(id: string): PlaybookRun {
    const run = this.#responder.ledger.runs.get(id);
    if (run !== undefined) return run;
    throw new CaissonError('usage.invalid-argument', `there is no run ${quote(id)} of a playbook`);
  }
}

/** Environments hold secrets, and the journal is no place for them. */
function slim(target: ActionTarget): ActionTarget {
  if (target.container === undefined) return target;
  const { env: _secret, ...container } = target.container;
  return { ...target, container };
}

function question(run: PlaybookRun, why: string, more: number): NotifierMessage {
  const { container } = run.target;
  const others = more === 0 ? '' : ` (and ${more} more of this kind meanwhile)`;
  return {
    id: `${run.id}-${run.next}`,
    title: `${run.playbook.title}: ${run.incidentTitle}`,
    text: `${container?.name ?? subjectOf(run.target)}: ${why}${others}`,
    decision: run.id,
    ...present({ incident: run.incident }),
  };
}
