import type { Scope } from '#contract/scope.ts';
import type { Correlator } from '#incident/correlator.ts';
import type { Detection, Incident } from '#model/detection.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import { IncidentBook } from './incident-book.ts';
import type { JudgeListener } from './judge.ts';
import type { ProfileKeeper } from './profile-keeper.ts';
import type { OpenResponses } from './responses.ts';
import { openSink, type Sink } from './sink.ts';
import type { WatchOptions } from './watch.ts';

const flushMs = 1000;
const profileMs = 60_000;
/** Detections that are being enriched come to their end within this. */
const settleMs = 600;
/** Events come this late at most: time for profiles stands that much behind. */
const lateMs = 2000;

/** What is done with what a watch finds: told, kept, sent, answered. When it is disposed of, all of it is brought to its end. */
export class WatchOutcome implements JudgeListener, AsyncDisposable {
  readonly #options: WatchOptions;
  readonly #scope: Scope;
  readonly #book: IncidentBook;
  readonly #correlator: Correlator;
  readonly #responses: OpenResponses;
  readonly #profiles: ProfileKeeper | undefined;
  readonly #sinks: readonly Sink[];
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(
    options: WatchOptions,
    parts: {
      readonly correlator: Correlator;
      readonly responses: OpenResponses;
      readonly profiles: ProfileKeeper | undefined;
    },
    scope: Scope,
  ) {
    this.#options = options;
    this.#scope = scope;
    this.#responses = parts.responses;
    this.#profiles = parts.profiles;
    this.#correlator = parts.correlator;
    this.#book = new IncidentBook(options.store, parts.correlator, (reason) =>
      scope.log.warn('incidents cannot be kept; they wait', { reason }),
    );
    this.#sinks = options.sinks.map((address) => openSink(address, scope));
    this.#timers = [
      setInterval(() => this.#eachSecond(), flushMs),
      setInterval(() => this.#keepProfiles(), profileMs),
    ];
  }

  detection(detection: Detection, isNews: boolean): void {
    const { tell, repeats } = this.#options;
    if (isNews) this.#book.keep(detection);
    if (isNews || repeats) tell.detection(detection);
    if (!isNews) return;
    for (const sink of this.#sinks) sink.send(detection);
  }

  completed(detection: Detection): void {
    this.#book.complete(detection);
  }

  incident(id: string, incident: () => Incident | undefined, isNew: boolean): void {
    this.#book.mark(id);
    const made = isNew ? incident() : undefined;
    if (made === undefined) return;
    this.#book.flush();
    this.#options.tell.incident(made, true);
    this.#responses.consider(made);
  }

  /** A flood may be there to hide something: whoever collects detections hears of the gap. */
  loss(loss: SensorLoss, detection: Detection): void {
    this.#book.keep(detection);
    this.#options.tell.loss(loss);
    for (const sink of this.#sinks) sink.send(detection);
  }

  event(event: RuntimeEvent): void {
    const { everyEvent, isWanted, tell } = this.#options;
    if (everyEvent && isWanted(event.process.container)) tell.event?.(event);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await new Promise((resolve) => {
      setTimeout(resolve, settleMs);
    });
    this.#profiles?.book.flush();
    this.#keepProfiles();
    this.#book.flush();
    if (this.#book.lost > 0)
      this.#scope.log.warn('detections were not kept', { lost: this.#book.lost });
    const all = await Promise.all(this.#sinks.map((sink) => sink.close()));
    for (const lost of all)
      if (lost > 0) this.#scope.log.warn('detections were not delivered', { lost });
  }

  #eachSecond(): void {
    const now = this.#scope.clock().getTime();
    this.#book.forget(now);
    this.#book.flush();
    this.#profiles?.book.advance(now - lateMs);
    for (const { rule, workload, count } of this.#correlator.summaries(now))
      this.#options.tell.note(
        now,
        `${count} more of "${rule}" in ${workload} were not told one by one`,
      );
    void this.#responses.tick();
  }

  #keepProfiles(): void {
    const now = this.#scope.clock().getTime();
    for (const { key, dimension } of this.#profiles?.keep() ?? []) {
      const name = key.container || key.image;
      this.#options.tell.note(now, `the profile of ${name} begins to report: ${dimension}`);
    }
  }
}
