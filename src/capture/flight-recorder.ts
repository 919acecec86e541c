import { keptEvent } from '#event/keep.ts';
import { KeptProcesses } from '#event/kept-processes.ts';
import type { RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';

/** Bounds of a flight recorder, in bytes. */
export interface FlightRecorderOptions {
  /** Of one container, or of the host: 8 MiB unless told. */
  readonly maxBytesEach?: number;
  /** Of all together: 64 MiB unless told. */
  readonly maxBytes?: number;
}

interface Kept {
  readonly event: RuntimeEvent;
  readonly bytes: number;
}

interface Ring {
  readonly items: (Kept | undefined)[];
  head: number;
  bytes: number;
  /** Of the last event: most events share it. */
  process?: RuntimeProcess;
}

const hostKey = '';
const eventBytes = 600;
const processBytes = 500;
const keep = { maxAncestors: 32, maxBytes: 4096, maxArgs: 64 };

/**
 * Keeps the last events of each container, for evidence. When the bound of one is reached its oldest go; when that of all is
 * reached, those of the container that was silent for longest.
 */
export class FlightRecorder {
  readonly #maxEach: number;
  readonly #maxAll: number;
  /** In the order of their last event. */
  readonly #rings = new Map<string, Ring>();
  readonly #processes = new KeptProcesses(keep);
  #bytes = 0;

  constructor(options: FlightRecorderOptions = {}) {
    this.#maxEach = options.maxBytesEach ?? 8 << 20;
    this.#maxAll = options.maxBytes ?? 64 << 20;
  }

  /** Estimated size of everything that is kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a copy. */
  record(event: RuntimeEvent): void {
    const key = event.process.container?.id ?? hostKey;
    const kept = keptEvent(event, keep, this.#processes.of(event.process));
    const ring = this.#ringOf(key);
    const bytes = sizeOf(kept, kept.process === ring.process);
    if (bytes > this.#maxEach) return;
    ring.process = kept.process;
    ring.items.push({ event: kept, bytes });
    ring.bytes += bytes;
    this.#bytes += bytes;
    while (ring.bytes > this.#maxEach) this.#drop(key, ring);
    while (this.#bytes > this.#maxAll) this.#dropSilent();
  }

  /** The last events of a container, or of the host without an id, oldest first; from a time (milliseconds since the Unix epoch) on. */
  eventsOf(container: string | undefined, since = 0): readonly RuntimeEvent[] {
    const ring = this.#rings.get(container ?? hostKey);
    if (ring === undefined) return [];
    const seconds = since / 1000;
    return ring.items
      .slice(ring.head)
      .map((kept) => kept?.event)
      .filter((event) => event !== undefined)
      .filter((event) => event.seconds + event.nanoseconds / 1e9 >= seconds);
  }

  /** Lets go of a container that is over. */
  forget(container: string): void {
    const ring = this.#rings.get(container);
    if (ring === undefined) return;
    this.#bytes -= ring.bytes;
    this.#rings.delete(container);
  }

  #ringOf(key: string): Ring {
    const ring = this.#rings.get(key) ?? { items: [], head: 0, bytes: 0 };
    this.#rings.delete(key);
    this.#rings.set(key, ring);
    return ring;
  }

  #dropSilent(): void {
    const [oldest] = this.#rings;
    if (oldest !== undefined) this.#drop(...oldest);
  }

  #drop(key: string, ring: Ring): void {
    const kept = ring.items[ring.head];
    ring.items[ring.head] = undefined;
    ring.head += 1;
    ring.bytes -= kept?.bytes ?? 0;
    this.#bytes -= kept?.bytes ?? 0;
    if (ring.head * 2 > ring.items.length) {
      ring.items.splice(0, ring.head);
      ring.head = 0;
    }
    if (ring.items.length === ring.head) this.#rings.delete(key);
  }
}

/** About what a copy takes; its ancestors are shared with other events. */
function sizeOf({ fd, args, process }: RuntimeEvent, isProcessKnown: boolean): number {
  let bytes = eventBytes + (fd?.name.length ?? 0);
  for (const name in args) bytes += lengthOf(args[name]);
  if (isProcessKnown) return bytes;
  return (
    bytes + processBytes + process.exe.length + process.exePath.length + lengthOf(process.args)
  );
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value)) return 8;
  return value.reduce<number>(
    (sum, part) => sum + 16 + (typeof part === 'string' ? part.length : 8),
    0,
  );
}
