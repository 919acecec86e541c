import { zstdCompressSync } from 'node:zlib';
import { FlightRecorder } from '#capture/flight-recorder.ts';
import { eventToJson } from '#event/event-to-json.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { FlightRecorder as FlightRecorderPort } from '#respond/ports.ts';

/** Copies cost more than judging: in a flood only so many are kept a second. Rules still see every event. */
const keptPerSecond = 5000;

/** The last events of each container, for evidence. */
export class Flight implements FlightRecorderPort {
  readonly #recorder = new FlightRecorder();
  #second = 0;
  #count = 0;
  #now = 0;

  /** Keeps a copy, unless this second had its share. */
  record(event: RuntimeEvent): void {
    if (event.seconds !== this.#second) {
      this.#second = event.seconds;
      this.#count = 0;
    }
    this.#count += 1;
    this.#now = event.seconds * 1000;
    if (this.#count <= keptPerSecond && event.process.container !== undefined)
      this.#recorder.record(event);
  }

  /** Everything that rules want is told already. */
  raise(): Promise<void> {
    return Promise.resolve();
  }

  lower(): Promise<void> {
    return Promise.resolve();
  }

  dump(
    target: Parameters<FlightRecorderPort['dump']>[0],
    milliseconds: number,
  ): Promise<Uint8Array | undefined> {
    const events = this.#recorder.eventsOf(target.container?.id, this.#now - milliseconds);
    if (events.length === 0) return Promise.resolve(undefined);
    const lines = events.map((event) => `${JSON.stringify(eventToJson(event))}\n`).join('');
    return Promise.resolve(zstdCompressSync(lines));
  }

  forget(container: string): void {
    this.#recorder.forget(container);
  }
}
