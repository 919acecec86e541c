import { existsSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { RecordingWriter } from '#capture/recording-writer.ts';
import type { EventHandler, KernelInterest } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { Correlator } from '#incident/correlator.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { newUlid } from '#kit/ulid.ts';
import type { Detection, Incident } from '#model/detection.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { ProfileBook } from '#profile/book.ts';
import type { RuleDefinition } from '#rule/ast.ts';
import { compileRules } from '#rule/engine/compile.ts';
import type { RuleSet } from '#rule/engine/rule-set.ts';
import type { SensorPlaces } from '#sensor/locate-sensor.ts';
import type { RuntimeStore } from '#store/runtime-store.ts';
import { socketDirectory } from './acting-sensor.ts';
import { type DriftMode, DriftPrevention } from './drift.ts';
import { Enricher } from './enrich.ts';
import { Flight } from './flight.ts';
import { fedDimensions } from './image-expectation.ts';
import type { LiveImages } from './images.ts';
import { everyInterest, mergedInterest, profileInterest, withAttempts } from './interest.ts';
import { RuntimeJudge } from './judge.ts';
import { liveAudit } from './live-audit.ts';
import { ProfileKeeper } from './profile-keeper.ts';
import { openResponses, type RespondMode } from './responses.ts';
import type { RuleText } from './rules.ts';
import { WatchOutcome } from './watch-outcome.ts';
import { openWatchPlace, type PlaceOptions, type WatchPlace } from './watch-place.ts';
import { startWatchSensor, type WatchSensor } from './watch-sensor.ts';

export type { LiveItem } from '#output/runtime/live.ts';

/** What a watch looks at, and what it does with it. */
export interface WatchOptions extends PlaceOptions {
  readonly rules: readonly RuleDefinition[];
  /** Whether anything is told of what happens there; undefined is the host. */
  readonly isWanted: (container: WorkloadContainer | undefined) => boolean;
  readonly withHost: boolean;
  readonly everyEvent: boolean;
  /** Repeats of what was told are told too. */
  readonly repeats: boolean;
  readonly strictCalls: boolean;
  /** Length of a window of profiles in milliseconds; theirs where it is absent. */
  readonly windowMs?: number;
  readonly drift: DriftMode | 'off';
  readonly respond: RespondMode;
  readonly playbooks: readonly RuleText[];
  readonly sinks: readonly string[];
  readonly sensor: SensorPlaces;
  readonly store: RuntimeStore;
  readonly stateDirectory: string;
  readonly configDirectory: string;
  readonly version: string;
  /** Keeps every event: `caisson rule run` replays it. */
  readonly record?: string;
  /** Audit log of a Kubernetes API server, followed as it grows. */
  readonly audit?: string;
  readonly tell: WatchListener;
  /** Somebody who looks at the same events for another purpose. */
  readonly companion?: WatchCompanion;
}

/** Sees every event that the kernel tells, with what it wants the kernel to tell beside what the watch needs. */
export interface WatchCompanion {
  readonly interest: KernelInterest;
  /** The machine is known; events follow. */
  open(place: WatchPlace, sensor: WatchSensor): void;
  event(event: RuntimeEvent): void;
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

/** Watches until the signal of the scope. Throws what the start of the sensor throws. */
export async function watch(options: WatchOptions, scope: Scope): Promise<void> {
  const { store, tell } = options;
  refuseOldRecording(options);
  await using place = await openWatchPlace(options, scope);
  const { directory, images } = place;
  const profiles = options.learn
    ? new ProfileKeeper(store, learningOf(options, place), scope)
    : undefined;
  const rules = compiled(options.rules, profiles?.book, scope);
  const interest = interestOf(options, rules.interest);
  const sockets = socketDirectory(options.stateDirectory);
  await using watching = await startWatchSensor(
    { places: { sensor: options.sensor, sockets }, interest, containers: directory },
    scope,
  );
  const { sensor, control, sensorPids } = watching;
  const flight = new Flight();
  const correlator = correlatorOf(images, profiles?.book);
  await using responses = openResponses(
    { ...options, ...surroundings(place), sensor: control, sensorPids, correlator, flight },
    scope,
  );
  await using drift = preventDrift(options, watching, directory, scope);
  await using record = recording(options, scope);
  await using outcome = new WatchOutcome(options, { correlator, responses, profiles }, scope);
  await using listening = new AsyncDisposableStack();
  listening.defer(
    directory.onChange(({ id }, gone) => {
      if (gone) profiles?.book.gone(id, scope.clock().getTime());
      if (gone) flight.forget(id);
    }),
  );
  const enricher = new Enricher(directory, images.files, () => scope.clock().getTime());
  const judge = new RuntimeJudge({
    rules,
    ...(profiles !== undefined && { profiles: profiles.book }),
    correlator,
    isWanted: options.isWanted,
    host: hostname(),
    own: { pid: process.pid, executable: realpathSync(process.execPath) },
    enrich: (detection, live) => enricher.enrich(detection, live),
    listener: outcome,
  });
  if (options.audit !== undefined) listening.use(await liveAudit(options.audit, judge, scope));
  function started(): void {
    drift?.applyAll();
    void responses.recover();
  }
  const { companion } = options;
  const lookers = [flight.record.bind(flight), companion?.event.bind(companion)];
  const handler = handlerOf({ record, lookers, images, sensor, judge }, () =>
    tell.ready(directory.containers.length),
  );
  companion?.open(place, watching);
  await sensor.source.run(startsNoticed(handler, started), scope);
}

/** Who is told of an event, in this order: what judges it comes last. */
function handlerOf(
  parts: {
    readonly record: RecordingWriter | undefined;
    readonly lookers: readonly (((event: RuntimeEvent) => void) | undefined)[];
    readonly images: LiveImages;
    readonly sensor: WatchSensor['sensor'];
    readonly judge: RuntimeJudge;
  },
  synced: () => void,
): EventHandler {
  const { record, lookers, images, sensor, judge } = parts;
  return {
    event: (event) => {
      record?.event(event);
      for (const look of lookers) look?.(event);
      images.event(event, sensor.processes);
      judge.event(event);
    },
    loss: (loss) => judge.loss(loss),
    verdict: (verdict) => judge.verdict(verdict),
    synced,
  };
}

/** What profiles are told beside events. */
function learningOf({ windowMs }: WatchOptions, { images, names }: WatchPlace) {
  return {
    ...(windowMs !== undefined && { windowMs }),
    names,
    fed: fedDimensions,
    expectation: (container: WorkloadContainer) => images.expectation(container),
  };
}

/** What responses need of the place. */
function surroundings({ places, directory, cluster }: WatchPlace) {
  return { places, directory, ...(cluster !== undefined && { cluster }) };
}

/** Calls `started` when all processes are known, and when the sensor was started anew and knows nothing of ours. */
function startsNoticed(handler: EventHandler, started: () => void): EventHandler {
  return {
    ...handler,
    loss(loss) {
      handler.loss?.(loss);
      if (loss.reason === 'sensor-restarted') started();
    },
    synced() {
      started();
      handler.synced?.();
    },
  };
}

function correlatorOf({ findings }: LiveImages, profiles: ProfileBook | undefined): Correlator {
  return new Correlator({
    newId: newUlid,
    findings,
    isFamiliar: ({ event }) => event?.source === 'syscall' && profiles?.knows(event) === true,
  });
}

function recording({ record, version }: WatchOptions, scope: Scope): RecordingWriter | undefined {
  if (record === undefined) return undefined;
  function onProblem(reason: string): void {
    scope.log.warn('events cannot be recorded; it is tried again', { reason });
  }
  const options = { path: record, program: version, host: hostname(), onProblem };
  return new RecordingWriter({ ...options, compression: packingOf(record) }, scope.clock);
}

/** Nothing is written over, and nobody should find that out at the end. */
function refuseOldRecording({ record }: WatchOptions): void {
  if (record !== undefined && existsSync(record))
    throw new CaissonError('usage.invalid-argument', `${quote(record)} is there already`, {
      hint: 'name another file with --record',
    });
}

function packingOf(path: string): 'gzip' | 'zstd' | 'none' {
  if (path.endsWith('.zst')) return 'zstd';
  return path.endsWith('.gz') ? 'gzip' : 'none';
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
    withAttempts(rules),
    ...(options.learn ? [profileInterest()] : []),
    ...(options.companion === undefined ? [] : [options.companion.interest]),
    ...(options.everyEvent || options.record !== undefined ? [everyInterest(scope)] : []),
  ];
  return { ...mergedInterest(all), scope, strict: options.strictCalls };
}

function preventDrift(
  { drift }: WatchOptions,
  { sensor, control }: WatchSensor,
  directory: ConstructorParameters<typeof DriftPrevention>[0]['directory'],
  scope: Scope,
): DriftPrevention | undefined {
  if (drift === 'off') return undefined;
  const parts = {
    control,
    directory,
    mode: drift,
    cgroupOf: (pid: number) => sensor.processes.get(pid)?.cgroupId,
  };
  return new DriftPrevention(parts, scope);
}
