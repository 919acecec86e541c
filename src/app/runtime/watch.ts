import { hostname } from 'node:os';
import type { EventHandler, KernelInterest } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { Correlator } from '#incident/correlator.ts';
import { newUlid } from '#kit/ulid.ts';
import type { Detection, Incident } from '#model/detection.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { ProfileBook } from '#profile/book.ts';
import { profileFromJson } from '#profile/json.ts';
import type { RuleDefinition } from '#rule/ast.ts';
import { compileRules } from '#rule/engine/compile.ts';
import type { RuleSet } from '#rule/engine/rule-set.ts';
import type { SensorPlaces } from '#sensor/locate-sensor.ts';
import { type Sensor, startSensor } from '#sensor/start-sensor.ts';
import type { RuntimeStore } from '#store/runtime-store.ts';
import { openContainerDirectory } from '#workload/directory.ts';
import { ExecutedFiles } from '#workload/executed-files.ts';
import { workloadOptions } from '#workload/options.ts';
import { type DriftMode, DriftPrevention } from './drift.ts';
import { Enricher } from './enrich.ts';
import { scannedFindings } from './image-findings.ts';
import { IncidentBook } from './incident-book.ts';
import { everyInterest, mergedInterest, profileInterest } from './interest.ts';
import { RuntimeJudge } from './judge.ts';
import { profileName } from './profiles.ts';
import { type OpenResponses, openResponses, type RespondMode } from './responses.ts';
import type { RuleText } from './rules.ts';
import { openSink, type Sink } from './sink.ts';

export type { LiveItem } from '#output/runtime/live.ts';

/** What a watch looks at, and what it does with it. */
export interface WatchOptions {
  readonly rules: readonly RuleDefinition[];
  /** Whether anything is told of what happens there; undefined is the host. */
  readonly isWanted: (container: WorkloadContainer | undefined) => boolean;
  readonly withHost: boolean;
  readonly everyEvent: boolean;
  /** Repeats of what was told are told too. */
  readonly repeats: boolean;
  readonly strictCalls: boolean;
  readonly learn: boolean;
  readonly drift: DriftMode | 'off';
  readonly respond: RespondMode;
  readonly playbooks: readonly RuleText[];
  readonly sinks: readonly string[];
  readonly sensor: SensorPlaces;
  readonly store: RuntimeStore;
  readonly stateDirectory: string;
  readonly configDirectory: string;
  readonly version: string;
  readonly reportDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Keeps every event: `caisson rule run` replays it. */
  readonly recorder?: { event(event: RuntimeEvent): void; close(): Promise<void> };
  readonly tell: WatchListener;
}

/** Told what a person or a program should see, in order. */
export interface WatchListener {
  /** Everything that ran at the start is known. */
  ready(containers: number): void;
  detection(detection: Detection): void;
  incident(incident: Incident, isNew: boolean): void;
  loss(loss: SensorLoss): void;
  action(time: number, text: string, isSimulated: boolean): void;
  note(time: number, text: string): void;
  event?(event: RuntimeEvent): void;
}

const flushMs = 1000;
const profileMs = 60_000;

/** Watches until the signal of the scope. Throws what the start of the sensor throws. */
export async function watch(options: WatchOptions, scope: Scope): Promise<void> {
  const { store, tell, environment } = options;
  const places = workloadOptions(environment);
  await using directory = await openContainerDirectory(places, scope);
  const profiles = options.learn ? openProfiles(store, scope) : undefined;
  const rules = compiled(options.rules, profiles, scope);
  await using sensor = await startSensor(
    { ...options.sensor, interest: interestOf(options, rules.interest), containers: directory },
    scope,
  );
  const correlator = new Correlator({
    newId: newUlid,
    findings: scannedFindings(options.reportDirectory),
  });
  const book = new IncidentBook(store, correlator, (reason) =>
    scope.log.warn('incidents cannot be kept; they wait', { reason }),
  );
  await using responses = openResponses(
    { ...options, sensor, directory, places, correlator },
    scope,
  );
  await using drift = preventDrift(options, sensor, directory, scope);
  void drift;
  const sinks = options.sinks.map((address) => openSink(address, scope));
  const enricher = new Enricher(directory, new ExecutedFiles({ proc: places.proc }, scope));
  const judge = new RuntimeJudge({
    rules,
    ...(profiles !== undefined && { profiles }),
    correlator,
    isWanted: options.isWanted,
    host: hostname(),
    enrich: (detection, live) => enricher.enrich(detection, live),
    listener: listenerOf(options, { book, responses, sinks }),
  });
  const timers = [
    setInterval(() => {
      book.flush();
      void responses.tick();
    }, flushMs),
    setInterval(() => keepProfiles(store, profiles, tell, scope), profileMs),
  ];
  try {
    await sensor.source.run(
      handlerOf(judge, options, () => tell.ready(directory.containers.length)),
      scope,
    );
  } finally {
    for (const timer of timers) clearInterval(timer);
    await settle();
    profiles?.flush();
    keepProfiles(store, profiles, tell, scope);
    book.forget(scope.clock().getTime());
    book.flush();
    await options.recorder?.close();
    await closeSinks(sinks, scope);
  }
}

function compiled(
  rules: readonly RuleDefinition[],
  profiles: ProfileBook | undefined,
  scope: Scope,
): RuleSet {
  return compileRules(rules, {
    hostname: hostname(),
    ...(profiles !== undefined && { novelty: profiles }),
    onProblem: ({ rule, message }) =>
      scope.log.warn('a rule is left out', { rule: rule.name, message }),
  });
}

function interestOf(options: WatchOptions, rules: KernelInterest): KernelInterest {
  const scope = options.withHost ? 'all' : 'containers';
  const all = [
    rules,
    ...(options.learn ? [profileInterest()] : []),
    ...(options.everyEvent || options.recorder !== undefined ? [everyInterest(scope)] : []),
  ];
  return { ...mergedInterest(all), scope, strict: options.strictCalls };
}

function openProfiles(store: RuntimeStore, scope: Scope): ProfileBook {
  const book = new ProfileBook();
  for (const { name, body } of store.profiles())
    try {
      book.load(profileFromJson(body));
    } catch (error) {
      scope.log.warn('a stored profile cannot be used', { name, error: String(error) });
    }
  return book;
}

/** Saves what was learnt, and lets dimensions speak whose gate has opened. */
function keepProfiles(
  store: RuntimeStore,
  profiles: ProfileBook | undefined,
  tell: WatchListener,
  scope: Scope,
): void {
  if (profiles === undefined) return;
  const now = scope.clock().getTime();
  for (const { key, dimension } of profiles.promoteReady())
    tell.note(now, `the profile of ${key.container || key.image} begins to report: ${dimension}`);
  try {
    for (const profile of profiles.profiles) store.saveProfile(profileName(profile), profile);
  } catch (error) {
    scope.log.warn('profiles cannot be kept', { reason: String(error) });
  }
}

function preventDrift(
  { drift }: WatchOptions,
  sensor: Sensor,
  directory: ConstructorParameters<typeof DriftPrevention>[0]['directory'],
  scope: Scope,
): DriftPrevention | undefined {
  if (drift === 'off') return undefined;
  const parts = {
    control: sensor.control,
    directory,
    mode: drift,
    cgroupOf: (pid: number) => sensor.processes.get(pid)?.cgroupId,
  };
  return new DriftPrevention(parts, scope);
}

function listenerOf(
  { tell, everyEvent, repeats, isWanted }: WatchOptions,
  {
    book,
    responses,
    sinks,
  }: {
    readonly book: IncidentBook;
    readonly responses: OpenResponses;
    readonly sinks: readonly Sink[];
  },
) {
  return {
    detection(detection: Detection, isNews: boolean): void {
      if (isNews || repeats) tell.detection(detection);
      if (!isNews) return;
      book.keep(detection);
      for (const sink of sinks) sink.send(detection);
    },
    incident(id: string, incident: () => Incident | undefined, isNew: boolean): void {
      book.mark(id);
      if (!isNew) return;
      const made = incident();
      if (made === undefined) return;
      tell.incident(made, true);
      responses.consider(made);
    },
    loss: (loss: SensorLoss) => tell.loss(loss),
    ...(everyEvent && {
      event: (event: RuntimeEvent) => {
        if (isWanted(event.process.container)) tell.event?.(event);
      },
    }),
  };
}

function handlerOf(
  judge: RuntimeJudge,
  { recorder }: WatchOptions,
  ready: () => void,
): EventHandler {
  return {
    event: (event) => {
      recorder?.event(event);
      judge.event(event);
    },
    loss: (loss) => judge.loss(loss),
    verdict: (verdict) => judge.verdict(verdict),
    synced: ready,
  };
}

/** Detections that were being enriched come to their end. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 600);
  });
}

async function closeSinks(sinks: readonly Sink[], scope: Scope): Promise<void> {
  for (const sink of sinks) {
    const lost = await sink.close();
    if (lost > 0) scope.log.warn('detections were not delivered', { lost });
  }
}
