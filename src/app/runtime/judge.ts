import type { EventHandler, KernelVerdict } from '#contract/runtime.ts';
import type { Correlator } from '#incident/correlator.ts';
import { type Detection, type Incident, type Priority, priorities } from '#model/detection.ts';
import type { AuditEvent, RuntimeEvent, RuntimeProcess, SensorLoss } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { ProfileBook } from '#profile/book.ts';
import { detectionOf } from '#rule/engine/detection.ts';
import type { Hit, RuleSet } from '#rule/engine/rule-set.ts';
import type { Enriched } from './enrich.ts';
import { deviationDetection, lossDetection, verdictDetection } from './made-detection.ts';
import { isOwnReading, type OwnProgram } from './own-reading.ts';

/** What became of a detection: `isNews` where a person should hear of it at once. */
export interface JudgeListener {
  detection(detection: Detection, isNews: boolean): void;
  /** `isNew`: it opened or grew notably. Asking `incident` makes it as it stands. */
  incident(id: string, incident: () => Incident | undefined, isNew: boolean): void;
  /** More is known of a detection that was told. */
  completed?(detection: Detection): void;
  /** Events are missing; `detection` says so to those who only hear of detections. */
  loss(loss: SensorLoss, detection: Detection): void;
  event?(event: RuntimeEvent): void;
}

export interface JudgeParts {
  readonly rules: RuleSet;
  readonly profiles?: ProfileBook;
  readonly correlator: Correlator;
  readonly listener: JudgeListener;
  /** Whether anything is told of what happens there; undefined is the host. */
  readonly isWanted: (container: WorkloadContainer | undefined) => boolean;
  readonly host: string;
  /** This program reads what scanners read: rules are not asked of that. */
  readonly own?: OwnProgram;
  /** Adds what is known only a little later; absent for recordings. `live` may be another process when it resolves. */
  readonly enrich?: (detection: Detection, live: RuntimeProcess | undefined) => Enriched;
}

/** Rules that ask the profile do not keep a behaviour from being learnt: their hits are what becomes known. */
function keepsFromLearning({ rule }: Hit): boolean {
  const { novelty, unlessLearnt } = rule.extensions;
  return novelty === undefined && unlessLearnt === undefined && isGrave(rule.priority);
}

/** What is only worth a notice does not stop a whole process tree from being learnt. */
function isGrave(priority: Priority): boolean {
  return priorities.indexOf(priority) <= priorities.indexOf('warning');
}

/** Judges a stream of events: rules, profile, incidents. Synchronous, so that views of events are valid throughout. */
export class RuntimeJudge implements EventHandler {
  readonly #parts: JudgeParts;
  #rules: RuleSet;
  /** Losses make what is told for a while incomplete; milliseconds since the Unix epoch. */
  #incompleteUntil = 0;
  #enriching = 0;
  #second = 0;
  /** Detections of this second, by rule and container. */
  readonly #inSecond = new Map<string, number>();

  constructor(parts: JudgeParts) {
    this.#parts = parts;
    this.#rules = parts.rules;
  }

  /** Other rules from the next event on. */
  replaceRules(rules: RuleSet): void {
    this.#rules = rules;
  }

  event(event: RuntimeEvent): void {
    const { profiles, listener } = this.#parts;
    const { container } = event.process;
    listener.event?.(event);
    const hits = this.#rules.judge(event);
    if (hits.length > 0 && this.#parts.isWanted(container) && !this.#isOwn(event))
      for (const hit of hits) this.#hit(hit, event);
    if (profiles === undefined) return;
    const deviations = profiles.observe(event);
    if (deviations.length > 0 && this.#parts.isWanted(container))
      for (const one of deviations) this.#detected(deviationDetection(one, event), event.process);
  }

  audit(event: AuditEvent): void {
    for (const hit of this.#rules.judge(event)) this.#detected(this.#made(hit), undefined);
  }

  loss(loss: SensorLoss): void {
    const { profiles, listener, correlator } = this.#parts;
    this.#incompleteUntil = Math.max(this.#incompleteUntil, loss.to + lossShadowMs);
    profiles?.loss(loss);
    const detection = lossDetection(loss);
    correlator.add(detection);
    listener.loss(loss, detection);
  }

  verdict(verdict: KernelVerdict): void {
    if (this.#parts.isWanted(verdict.event.process.container))
      this.#detected(verdictDetection(verdict), verdict.event.process);
  }

  #isOwn(event: RuntimeEvent): boolean {
    const { own } = this.#parts;
    return own !== undefined && isOwnReading(event, own);
  }

  #hit(hit: Hit, event: RuntimeEvent): void {
    const { profiles } = this.#parts;
    const { unlessLearnt } = hit.rule.extensions;
    if (unlessLearnt !== undefined && profiles?.deviation(event, unlessLearnt.dimension) === false)
      return;
    if (keepsFromLearning(hit)) this.#forbid(event.process);
    this.#detected(this.#made(hit), event.process);
  }

  #forbid({ pid, container }: RuntimeProcess): void {
    this.#parts.profiles?.forbid({
      pid,
      reason: 'detection',
      ...(container !== undefined && { container: container.id }),
    });
  }

  #made(hit: Hit): Detection {
    return detectionOf(hit, { host: this.#parts.host });
  }

  #detected(made: Detection, live: RuntimeProcess | undefined): void {
    const { enrich } = this.#parts;
    const detection = made.time < this.#incompleteUntil ? { ...made, incomplete: true } : made;
    if (enrich === undefined || this.#enriching >= maxEnriching || this.#isFlood(made)) {
      this.#correlate(detection);
      return;
    }
    const { told, later } = enrich(detection, live);
    if (later !== undefined) void this.#complete(later);
    if (!(told instanceof Promise)) {
      this.#correlate(told);
      return;
    }
    this.#enriching += 1;
    void told.then((whole) => {
      this.#enriching -= 1;
      this.#correlate(whole);
    });
  }

  async #complete(later: Promise<Detection | undefined>): Promise<void> {
    const whole = await later;
    if (whole === undefined) return;
    const { correlator, listener } = this.#parts;
    listener.completed?.(whole);
    const id = correlator.complete(whole);
    if (id !== undefined) listener.incident(id, () => correlator.incident(id), false);
  }

  /** One container that sets off a rule all the time must not take the time of the others: most of it is counted only. */
  #isFlood({ rule, container, time }: Detection): boolean {
    const second = Math.floor(time / 1000);
    if (second !== this.#second) this.#inSecond.clear();
    this.#second = second;
    const key = `${rule}\n${container?.id ?? ''}`;
    const count = (this.#inSecond.get(key) ?? 0) + 1;
    this.#inSecond.set(key, count);
    return count > enrichedPerSecond;
  }

  #correlate(detection: Detection): void {
    const { correlator, listener } = this.#parts;
    const { id, change } = correlator.add(detection);
    const isNews = change !== 'folded' && change !== 'limited';
    if (change !== 'excepted') listener.detection(detection, isNews);
    if (id === undefined) return;
    const isNew = change === 'opened' || change === 'escalated';
    listener.incident(id, () => correlator.incident(id), isNew);
  }
}

const lossShadowMs = 2000;
/** Detections that wait to be enriched; beyond that they are told as they are. */
const maxEnriching = 256;
/** Detections of one rule in one container that are enriched, a second. */
const enrichedPerSecond = 20;
