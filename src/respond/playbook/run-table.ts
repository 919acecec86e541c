import type { ActionTarget, Grant, Playbook } from '#model/response.ts';
import type { ChainEntry } from '../journal/chain.ts';
import { present } from '../present.ts';
import { type RunBody, type RunState, tryRunBody } from './run-body.ts';

/** A playbook at work on one container for one incident. Plain data. */
export interface PlaybookRun {
  readonly id: string;
  readonly playbook: Playbook;
  readonly target: ActionTarget;
  readonly incident: string;
  readonly incidentTitle: string;
  readonly state: RunState;
  readonly simulate: boolean;
  readonly approvals: readonly Grant[];
  /** Index of the step that comes next; each step before it has an action of its own: `RUN-INDEX`. */
  readonly next: number;
  readonly until: number;
  /** Process that works on it: `PID@START`. */
  readonly owner?: string;
  /** Milliseconds since the Unix epoch. */
  readonly started: number;
  readonly history: readonly {
    readonly time: number;
    readonly state: RunState;
    readonly by: string;
    readonly text?: string;
  }[];
}

const maxFinished = 2000;

/** Whether nothing will happen any more. */
export function isOver({ state }: PlaybookRun): boolean {
  return state === 'done' || state === 'stopped' || state === 'failed';
}

/** All runs of playbooks, folded from the journal. */
export class RunTable {
  readonly #runs = new Map<string, PlaybookRun>();

  get(id: string): PlaybookRun | undefined {
    return this.#runs.get(id);
  }

  all(): Iterable<PlaybookRun> {
    return this.#runs.values();
  }

  apply(entries: readonly ChainEntry[]): void {
    for (const { time, body } of entries) {
      const change = tryRunBody(body);
      if (change !== undefined) this.#change(time, change);
    }
    if (this.#runs.size > 2 * maxFinished) this.#forget();
  }

  #change(time: number, change: RunBody): void {
    const known = this.#runs.get(change.id) ?? begun(time, change);
    if (known === undefined) return;
    const { state, by, text, owner } = change;
    this.#runs.set(change.id, {
      ...known,
      state,
      next: change.next ?? known.next,
      until: change.until ?? known.until,
      ...present({ owner }),
      approvals: [...known.approvals, ...(change.approval ? [change.approval] : [])],
      history: [...known.history, { time, state, by, ...present({ text }) }].slice(-200),
    });
  }

  #forget(): void {
    let over = this.#runs.size - maxFinished;
    for (const [id, run] of this.#runs) {
      if (over <= 0) return;
      if (!isOver(run)) continue;
      this.#runs.delete(id);
      over -= 1;
    }
  }
}

function begun(time: number, change: RunBody): PlaybookRun | undefined {
  const { playbook, target } = change;
  if (playbook === undefined || target === undefined) return undefined;
  return {
    id: change.id,
    playbook,
    target,
    incident: change.incident ?? '',
    incidentTitle: change.incidentTitle ?? '',
    state: change.state,
    simulate: change.simulate ?? true,
    approvals: [],
    next: 0,
    until: playbook.steps.length,
    started: time,
    history: [],
  };
}
