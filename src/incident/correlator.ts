import type {
  Detection,
  Incident,
  IncidentFinding,
  RuntimeException,
  TimelineEntry,
} from '#model/detection.ts';
import { Draft } from './draft.ts';
import { accepts } from './exceptions.ts';
import { Groups } from './groups.ts';
import { Habits } from './habits.ts';
import { assign, note, type StatusChange, setStatus } from './lifecycle.ts';
import { type Place, placeOf } from './place.ts';
import { type NoiseSummary, RateLimit } from './rate.ts';
import { circumstancePoints, rulePoints, severityOfTotal } from './score.ts';
import type { Added, CorrelatorSettings, IncidentChange } from './settings.ts';
import { kindOf, signatureOf } from './signature.ts';
import { driftOf } from './tree.ts';

const defaultGapMs = 1_800_000;
const defaultOpenScore = 40;
const defaultIncidents = 10_000;
const defaultRate = { count: 30, perMs: 600_000 };
/** What a workload does every day counts so much. */
const familiarWeight = 0.1;
/** Growth of the score that a person should hear of. */
const notableGrowth = 25;

/**
 * Makes incidents of detections. Deterministic: time is that of the detections, ids are handed in. Bounded in everything.
 */
export class Correlator {
  readonly #settings: CorrelatorSettings;
  readonly #groups: Groups;
  readonly #habits = new Habits();
  readonly #fleet = new Habits();
  readonly #rate: RateLimit;
  readonly #drafts = new Map<string, Draft>();
  /** Scores at which a person heard of an incident. */
  readonly #told = new Map<string, number>();
  #exceptions: readonly RuntimeException[];

  constructor(settings: CorrelatorSettings) {
    const { gapMs = defaultGapMs, rate = defaultRate, exceptions = [] } = settings;
    this.#settings = settings;
    this.#groups = new Groups(gapMs);
    this.#rate = new RateLimit(rate.count, rate.perMs);
    this.#exceptions = exceptions;
  }

  /** Takes in a detection. */
  add(detection: Detection): Added {
    const exception = this.#exceptions.find((one) => accepts(one, detection));
    if (exception !== undefined)
      return { change: 'excepted', incident: undefined, exception: exception.id };
    if (detection.kind === 'loss') return this.#addLoss(detection);
    const place = placeOf(detection);
    const signature = signatureOf(detection);
    const weight = this.#weightOf(detection, signature);
    const found = this.#groups.find(detection, place, signature);
    if (found?.fold(detection, signature, weight === 1) === true) {
      this.#learn(found, detection, signature);
      return this.#added(found, 'folded');
    }
    if (!this.#rate.pass(detection.rule, place.workload ?? place.actor ?? 'host', detection.time))
      return found === undefined
        ? { change: 'limited', incident: undefined }
        : this.#limited(found, detection);
    const draft = found ?? this.#begin(place, detection);
    this.#join(draft, detection, { place, signature, weight });
    return this.#added(draft, this.#changeOf(draft, found === undefined));
  }

  /** An incident as it stands; also one that is below the score that opens it. */
  incident(id: string): Incident | undefined {
    return this.#drafts.get(id)?.incident();
  }

  /** Incidents that opened, newest first. */
  get incidents(): readonly Incident[] {
    return [...this.#drafts.values()]
      .filter(({ isOpened }) => isOpened)
      .map((draft) => draft.incident())
      .sort((a, b) => b.updated - a.updated || (a.id < b.id ? 1 : -1));
  }

  /** What limits held back until `time`, in milliseconds since the Unix epoch, and nobody was told yet. */
  summaries(time: number): readonly NoiseSummary[] {
    return this.#rate.drain(time);
  }

  setExceptions(exceptions: readonly RuntimeException[]): void {
    this.#exceptions = exceptions;
  }

  /** Changes the status. Throws `input.not-found` and `usage.invalid-argument`. */
  setStatus(id: string, change: StatusChange): Incident {
    const draft = setStatus(this.#drafts.get(id), id, change);
    if (change.verdict === 'true')
      for (const signature of draft.signatures.keys()) this.#habits.condemn(signature);
    return draft.incident();
  }

  /** Writes down what a person has to say. Throws `input.not-found`. */
  note(id: string, author: string, text: string, time: number): Incident {
    return note(this.#drafts.get(id), id, { kind: 'note', actor: author, text, time }).incident();
  }

  /** What an action did, or somebody else's fact. Throws `input.not-found`. */
  record(id: string, entry: TimelineEntry): Incident {
    return note(this.#drafts.get(id), id, entry).incident();
  }

  /** Makes a person answer for it. Throws `input.not-found`. */
  assign(id: string, assignee: string | undefined, author: string, time: number): Incident {
    return assign(this.#drafts.get(id), id, { assignee, author, time }).incident();
  }

  /**
   * Something was found out of a detection that was told already: the hash and the package of its file. Gives the incident
   * that it belongs to, if people know of one.
   */
  complete(detection: Detection): string | undefined {
    for (const draft of this.#drafts.values()) {
      if (!draft.complete(detection)) continue;
      for (const finding of this.#findingsOf(detection)) draft.find(finding);
      return this.#told.has(draft.id) ? draft.id : undefined;
    }
    return undefined;
  }

  /** Takes in a stored incident. */
  restore(incident: Incident): void {
    const [first] = incident.detections;
    const place = first === undefined ? {} : placeOf(first);
    const draft = new Draft(incident.id, place, incident.opened);
    draft.restore(incident, signatureOf);
    this.#drafts.set(incident.id, draft);
    this.#told.set(incident.id, incident.score);
    for (const detection of incident.detections)
      this.#groups.enter(draft, detection, placeOf(detection), signatureOf(detection));
    this.#makeRoom();
  }

  #weightOf(detection: Detection, signature: string): number {
    const isHabit = this.#habits.meet(signature, detection.time) && mayBeHabit(detection);
    const isFamiliar = this.#settings.isFamiliar?.(detection) ?? false;
    return isHabit || isFamiliar ? familiarWeight : 1;
  }

  /** A repeat may say what could not be told the first time: the process was gone too soon. */
  #learn(draft: Draft, { process }: Detection, signature: string): void {
    const kept = draft.keptOf(signature);
    if (process?.file?.origin === undefined || kept?.process === undefined) return;
    if (kept.process.file?.origin !== undefined) return;
    const whole = { ...kept, process: { ...kept.process, file: process.file } };
    draft.complete(whole);
    for (const finding of this.#findingsOf(whole)) draft.find(finding);
  }

  #findingsOf({ container, process }: Detection): readonly IncidentFinding[] {
    if (container?.image === undefined) return [];
    const { origin } = process?.file ?? {};
    const about = { ...(origin && { origin }), ...(process && { path: process.exePath }) };
    return this.#settings.findings?.find(container.image, about) ?? [];
  }

  #begin(place: Place, detection: Detection): Draft {
    const draft = new Draft(this.#settings.newId(detection.time), place, detection.time);
    this.#drafts.set(draft.id, draft);
    this.#makeRoom();
    return draft;
  }

  #join(
    draft: Draft,
    detection: Detection,
    {
      place,
      signature,
      weight,
    }: { readonly place: Place; readonly signature: string; readonly weight: number },
  ): void {
    const findings = this.#findingsOf(detection);
    const kind = kindOf(detection);
    const isFirst = !this.#fleet.has(kind);
    this.#fleet.meet(kind, detection.time);
    const circumstances = circumstancePoints(detection, { weight, isFirst, findings });
    for (const finding of findings) draft.find(finding);
    draft.settle(place);
    draft.add(detection, {
      signature,
      points: rulePoints(detection, weight),
      circumstances,
      touches: weight === 1,
    });
    this.#groups.enter(draft, detection, place, signature);
  }

  #changeOf(draft: Draft, isNew: boolean): IncidentChange {
    const { score } = draft;
    const told = this.#told.get(draft.id);
    if (told === undefined && score < (this.#settings.openScore ?? defaultOpenScore)) return 'kept';
    if (told !== undefined && !isNew) {
      const isWorse =
        score - told >= notableGrowth || severityOfTotal(score) !== severityOfTotal(told);
      if (isWorse) this.#told.set(draft.id, score);
      return isWorse ? 'escalated' : 'updated';
    }
    draft.isOpened = true;
    this.#told.set(draft.id, score);
    return 'opened';
  }

  #added(draft: Draft, change: IncidentChange): Added {
    const { isOpened } = draft;
    return {
      change,
      id: draft.id,
      get incident() {
        return isOpened ? draft.incident() : undefined;
      },
    };
  }

  #limited(draft: Draft, detection: Detection): Added {
    draft.detectionCount += detection.count ?? 1;
    return this.#added(draft, 'limited');
  }

  /** A loss opens nothing: it says that what is known of these incidents may not be all. */
  #addLoss(detection: Detection): Added {
    const { loss, container, time } = detection;
    const { from, to } = loss ?? { from: time, to: time };
    for (const draft of this.#drafts.values()) {
      const isSame = container === undefined || draft.place.container === container.id;
      if (isSame && draft.isNear(from, to, this.#settings.gapMs ?? defaultGapMs))
        draft.lose(detection);
    }
    return { change: 'kept', incident: undefined };
  }

  /** What never opened goes first, then what is closed, then the oldest. */
  #makeRoom(): void {
    const most = this.#settings.maxIncidents ?? defaultIncidents;
    if (this.#drafts.size <= most) return;
    const victims = [...this.#drafts.values()].sort(
      (a, b) =>
        Number(a.isOpened) - Number(b.isOpened) ||
        Number(b.standing.closed !== undefined) - Number(a.standing.closed !== undefined) ||
        a.updated - b.updated,
    );
    for (const draft of victims.slice(0, Math.max(1, Math.ceil(most / 50)))) {
      this.#drafts.delete(draft.id);
      this.#told.delete(draft.id);
      this.#groups.leave(draft);
    }
  }
}

/** What the kernel had to stop, and programs that no file holds, stay remarkable however often they come. */
function mayBeHabit(detection: Detection): boolean {
  return detection.kind !== 'verdict' && driftOf(detection) !== 'memory';
}
