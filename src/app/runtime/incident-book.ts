import type { Correlator } from '#incident/correlator.ts';
import { isAssignment, reasonIn } from '#incident/lifecycle.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Detection, Incident } from '#model/detection.ts';
import type { RuntimeStore } from '#store/runtime-store.ts';

const restoredLimit = 1000;
const keptMs = 30 * 86_400_000;
const forgetMs = 3_600_000;

/**
 * Keeps what a correlator makes in the store, and takes over what people change there meanwhile. A store that cannot be
 * written is told once and tried again; nothing waits for it.
 */
export class IncidentBook {
  readonly #store: RuntimeStore;
  readonly #correlator: Correlator;
  readonly #problem: (reason: string) => void;
  readonly #dirty = new Set<string>();
  #waiting: Detection[] = [];
  #lost = 0;
  #isBroken = false;
  #forgotten = Number.NEGATIVE_INFINITY;

  constructor(store: RuntimeStore, correlator: Correlator, problem: (reason: string) => void) {
    this.#store = store;
    this.#correlator = correlator;
    this.#problem = problem;
    for (const incident of store.incidents({
      limit: restoredLimit,
      statuses: ['open', 'contained'],
    }))
      correlator.restore(incident);
    correlator.setExceptions(store.exceptions());
    void store.wasChanged; // from here on changes are those of others
  }

  /** A detection is on the way to the disk when this returns: what a person was told is not lost when the program is killed. */
  keep(detection: Detection): void {
    if (
      !this.#isBroken &&
      this.#waiting.length === 0 &&
      this.#tried(() => this.#store.saveDetection(detection))
    )
      return;
    if (this.#waiting.length >= maxWaiting) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    this.#waiting.push(detection);
  }

  /** More is known of a detection; one that is not kept stays so. */
  complete(detection: Detection): void {
    this.#tried(() => {
      if (this.#store.detection(detection.id) !== undefined) this.#store.saveDetection(detection);
    });
  }

  /** Detections that no disk took and for which there was no room any more. */
  get lost(): number {
    return this.#lost;
  }

  /** An incident changed. */
  mark(id: string): void {
    this.#dirty.add(id);
  }

  /** Writes what waits. What does not work is told once, and tried again with the next call. */
  flush(): void {
    const isDone = this.#tried(() => {
      if (this.#store.wasChanged) this.#takeOver();
      if (this.#waiting.length === 0 && this.#dirty.size === 0) return;
      this.#store.alone(() => {
        for (const one of this.#waiting) this.#store.saveDetection(one);
        for (const id of this.#dirty) this.#save(id);
      });
    });
    if (!isDone) return;
    this.#waiting = [];
    this.#dirty.clear();
    this.#isBroken = false;
  }

  /** Drops what is older than thirty days, once an hour. */
  forget(now: number): void {
    if (now - this.#forgotten < forgetMs) return;
    this.#forgotten = now;
    this.#tried(() => this.#store.forget(now - keptMs));
  }

  #tried(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!this.#isBroken) this.#problem(error instanceof Error ? error.message : String(error));
      this.#isBroken = true;
      return false;
    }
  }

  #save(id: string): void {
    const [stored] = this.#store.incidentsLike(id);
    if (stored !== undefined) this.#adopt(stored);
    const incident = this.#correlator.incident(id);
    if (incident !== undefined) this.#store.saveIncident(incident);
  }

  #takeOver(): void {
    this.#correlator.setExceptions(this.#store.exceptions());
    for (const stored of this.#store.incidents({ limit: restoredLimit })) this.#adopt(stored);
  }

  /** What a person wrote into a stored incident, and we do not know yet. */
  #adopt(stored: Incident): void {
    const own = this.#correlator.incident(stored.id);
    if (own === undefined) return;
    const known = new Set(own.timeline.map((one) => `${one.time} ${one.kind} ${one.text}`));
    const fresh = stored.timeline.filter(
      ({ kind, time, text }) =>
        (kind === 'note' || kind === 'status') && !known.has(`${time} ${kind} ${text}`),
    );
    if (fresh.length === 0) return;
    for (const entry of fresh) if (entry.kind === 'note') this.#correlator.record(stored.id, entry);
    this.#adoptAssignee(stored, fresh);
    const change = fresh.findLast((entry) => entry.kind === 'status' && !isAssignment(entry));
    if (change === undefined || stored.status === own.status) return;
    try {
      this.#correlator.setStatus(stored.id, {
        status: stored.status,
        author: change.actor,
        reason: reasonIn(change, stored),
        time: change.time,
        ...(stored.verdict !== undefined && { verdict: stored.verdict }),
      });
    } catch (error) {
      if (!isCaissonError(error)) throw error;
    }
  }

  #adoptAssignee(stored: Incident, fresh: Incident['timeline']): void {
    const assigned = fresh.findLast(isAssignment);
    if (assigned !== undefined)
      this.#correlator.assign(stored.id, stored.assignee, assigned.actor, assigned.time);
  }
}

/** Detections that wait for a disk that is full; the oldest give way. */
const maxWaiting = 20_000;
