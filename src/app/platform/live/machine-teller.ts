import type { Scope } from '#contract/scope.ts';
import { containerToJson, detectionToJson } from '#incident/detection-json.ts';
import type { Detection } from '#model/detection.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { WatchPlace } from '../../runtime/watch-place.ts';
import type { WatchSensor } from '../../runtime/watch-sensor.ts';
import { exposureAt } from './engine-exposure.ts';
import { EventFold } from './event-fold.ts';
import { FlowWatch } from './flow-watch.ts';
import type { LineBuffer } from './line-buffer.ts';
import { type NodeState, nodeLine } from './node-line.ts';
import { UsageWatch } from './usage-watch.ts';

const nodeMs = 30_000;
const flowMs = 60_000;

/** The machine that is told of. */
export interface ToldMachine extends Pick<NodeState, 'name' | 'cluster'> {
  /** What was lost on the way, in all; added to what the sensor lost. */
  readonly lost: () => number;
}

/** Makes lines of what is seen on a machine: events, connections, used files, containers, and how it is watched. */
export class MachineTeller {
  readonly #machine: ToldMachine;
  readonly #buffer: LineBuffer;
  readonly #scope: Scope;
  readonly #flows = new FlowWatch();
  readonly #fold = new EventFold();
  #place: WatchPlace | undefined;
  #sensor: WatchSensor | undefined;
  #usage: UsageWatch | undefined;
  #standing: Pick<NodeState, 'sensor' | 'reason'> = {
    sensor: 'absent',
    reason: 'the watch is starting',
  };
  #lost = 0;
  /** On the clock of `performance`, as is the next: one that goes back must not silence us. */
  #nodeAt = Number.NEGATIVE_INFINITY;
  #flowAt = Number.NEGATIVE_INFINITY;
  #lostEngines: readonly string[] = [];
  #listsAll = false;

  constructor(machine: ToldMachine, buffer: LineBuffer, scope: Scope) {
    this.#machine = machine;
    this.#buffer = buffer;
    this.#scope = scope;
  }

  /** What runs is known from now on; `sensor` is absent where no kernel tells what it does. */
  begin(place: WatchPlace, sensor: WatchSensor | undefined): void {
    this.#place = place;
    this.#sensor = sensor;
    this.#usage = new UsageWatch(place, this.#scope);
    for (const container of place.directory.containers) this.#tellContainer(container, false);
    place.directory.onChange((container, gone) => this.#tellContainer(container, gone));
    if (sensor === undefined) this.#nodeAt = Number.NEGATIVE_INFINITY;
    else this.stands('watching', '');
  }

  /** Until it begins again. */
  end(): void {
    this.#place = undefined;
    this.#sensor = undefined;
    this.#usage = undefined;
    if (this.#standing.sensor === 'watching') this.stands('degraded', 'the watch starts anew');
  }

  /** How the machine is watched; told at the next tick. */
  stands(sensor: NodeState['sensor'], reason: string): void {
    this.#standing = { sensor, reason };
    this.#nodeAt = Number.NEGATIVE_INFINITY;
  }

  /** All containers that run are known: those that are not named have gone. */
  listAll(): void {
    this.#listsAll = true;
    this.#nodeAt = Number.NEGATIVE_INFINITY;
  }

  event(event: RuntimeEvent): void {
    this.#usage?.event(event);
    this.#flows.event(event);
    for (const line of this.#fold.fold(event)) this.#buffer.add(line, 'raw');
  }

  detection(detection: Detection): void {
    const told = { ...detectionToJson(detection) };
    this.#buffer.add({ type: 'detection', detection: told }, 'detection');
  }

  loss({ counts, container }: SensorLoss): void {
    this.#lost += Object.values(counts).reduce((all, one) => all + one, 0) || 1;
    this.#usage?.lose(container?.id);
    this.#nodeAt = Number.NEGATIVE_INFINITY;
  }

  /** Tells what is due. Call it about every second, one after the other. */
  async tick(): Promise<void> {
    const now = performance.now();
    const lost = this.#place?.directory.lost ?? [];
    if (lost.join() !== this.#lostEngines.join()) this.#nodeAt = Number.NEGATIVE_INFINITY;
    this.#lostEngines = lost;
    for (const line of (await this.#usage?.tick()) ?? []) this.#buffer.add(line, 'context');
    if (now - this.#flowAt >= flowMs) {
      this.#flowAt = now;
      for (const line of this.#flows.take()) this.#buffer.add(line, 'context');
    }
    if (now - this.#nodeAt >= nodeMs) this.tellNode();
  }

  /** Tells how the machine stands at once. */
  tellNode(): void {
    this.#nodeAt = performance.now();
    const { name, cluster, lost } = this.#machine;
    const line = nodeLine({
      name,
      cluster,
      ...this.#standingNow(),
      lost: this.#lost + this.#buffer.shed + lost(),
      place: this.#place,
      watching: this.#sensor,
      listsAll: this.#listsAll,
    });
    this.#listsAll = false;
    this.#buffer.add(line, 'context');
  }

  /** Watched, but for what an engine would tell that does not answer. */
  #standingNow(): Pick<NodeState, 'sensor' | 'reason'> {
    const [engine] = this.#lostEngines;
    if (this.#standing.sensor !== 'watching' || engine === undefined) return this.#standing;
    const reason = `${this.#lostEngines.join(', ')} does not answer: what starts meanwhile is known by its cgroup only`;
    return { sensor: 'degraded', reason };
  }

  #tellContainer(container: WorkloadContainer, gone: boolean): void {
    // JSON of our own making is an object.
    const told = containerToJson(container) as Record<string, unknown>;
    this.#buffer.add({ type: 'container', container: told, gone }, 'context');
    if (gone) this.#usage?.forget(container.id);
    else if (container.partial !== true) void this.#tellExposure(container.id);
  }

  async #tellExposure(id: string): Promise<void> {
    const place = this.#place;
    const line = place && (await exposureAt(place, id, this.#scope));
    if (line !== undefined) this.#buffer.add(line, 'context');
  }
}
