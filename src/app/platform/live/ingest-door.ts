import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Bus, IngestBatch } from '#bus/bus.ts';
import type { Platform, Reach } from '#contract/platform.ts';
import { seekLease } from '#estate/job/lease.ts';
import { CaissonError, familyOf, isCaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { parseJson } from '#kit/json.ts';
import { readBatchLines } from './batch-lines.ts';
import type { BatchOutcome, NodeBatch, RuntimeIngest } from './ingest.ts';

/** Takes what nodes send, wherever it goes from there. */
export interface IngestDoor {
  take(batch: NodeBatch, signal: AbortSignal): Promise<BatchOutcome>;
}

/** Bytes that go through the stream at once; always cut at the same places, so that a batch that comes again is known. */
const partBytes = 256 * 1024;
/** How long a sender waits for the bus or the store. */
const patienceMs = 20_000;
const firstDelayMs = 250;
const lastDelayMs = 5000;
const parallel = 8;

interface DoorParts extends Pick<Platform, 'scope'> {
  readonly bus: Bus;
  readonly ingest: Pick<RuntimeIngest, 'take' | 'decisionsFor'>;
}

/**
 * Straight to the store within one process; with a bus into its stream, where it is as safe and waits for who stores it. What the
 * stream cannot carry (it is away, a line is too long for it) is stored directly. Throws `access.rate-limited` when the stream is
 * full and `host.io` when nothing takes it: the sender keeps the batch.
 */
export function ingestDoor({ bus, ingest, scope }: DoorParts): IngestDoor {
  if (bus.state.kind === 'in-process') return { take: (batch) => ingest.take(batch) };
  return {
    async take(batch, signal) {
      const { accepted, rejected } = readBatchLines(batch.text);
      const time = scope.clock().getTime();
      for (const part of partsOf(batch, time)) await pass(part, { bus, ingest, signal });
      const decisions = await ingest.decisionsFor(batch.node);
      return { accepted, duplicate: false, rejected, decisions };
    },
  };
}

/** Whole lines, as many as fit. One that fits is known by its name alone, as without a bus; each part of others is named for what it holds. */
function partsOf(batch: NodeBatch, time: number): readonly NodeBatch[] {
  const { id, text } = batch;
  if (text.length <= partBytes) return text === '' ? [] : [{ ...batch, time }];
  const parts: NodeBatch[] = [];
  for (let start = 0; start < text.length; ) {
    const end = endOfPart(text, start);
    const part = text.slice(start, end);
    parts.push({ ...batch, id: `${id}-${sha256Hex(part).slice(0, 16)}`, text: part, time });
    start = end;
  }
  return parts;
}

function endOfPart(text: string, start: number): number {
  if (text.length - start <= partBytes) return text.length;
  const last = text.lastIndexOf('\n', start + partBytes);
  const end = last >= start ? last : text.indexOf('\n', start);
  return end < 0 ? text.length : end + 1;
}

async function pass(
  part: NodeBatch,
  { bus, ingest, signal }: Pick<DoorParts, 'bus' | 'ingest'> & { readonly signal: AbortSignal },
): Promise<void> {
  const { id, node, text, reach, time } = part;
  const about = JSON.stringify({ reach, time });
  const body = Buffer.from(text);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  try {
    await bus.ingest.publish({ id, node, body, about }, limited);
  } catch (error) {
    if (limited.aborted && !signal.aborted)
      throw new CaissonError('access.unreachable', 'neither the bus nor the store takes it now');
    if (!isCaissonError(error, 'access.unreachable', 'limit.size')) throw error;
    await ingest.take({ ...part, id: storedId({ id, part: 0, body }) });
  }
}

/** The same however a part came; pieces of one that did not fit have ids of their own. */
function storedId({ id, part, body }: Pick<IngestBatch, 'id' | 'part' | 'body'>): string {
  return `${id}:${part}:${body.byteLength}`;
}

const aboutBatch = z.object({
  reach: z.union([
    z.literal('all'),
    z.array(
      z.object({
        cluster: z.string().exactOptional(),
        namespace: z.string().exactOptional(),
        repository: z.string().exactOptional(),
      }),
    ),
  ]),
  time: z.number(),
});

/**
 * Stores what comes through the stream. One process at a time does so, and batches of a node one after the other: what a container
 * did is only understood after the container was told. Nothing to do without a stream.
 */
export async function storeFromBus(
  parts: DoorParts & Pick<Platform, 'database'>,
): Promise<AsyncDisposable> {
  const { bus, database, scope } = parts;
  if (bus.state.kind === 'in-process') return new AsyncDisposableStack();
  const storing = new BusStore(parts);
  let consuming: AsyncDisposable | undefined;
  const lease = await seekLease(database, 'ingest', scope.clock);
  const timer = setInterval(() => void follow(), 1000);
  timer.unref();
  async function follow(): Promise<void> {
    if (lease.isHeld) {
      consuming ??= bus.ingest.consume((batch, signal) => storing.take(batch, signal), {
        parallel,
      });
      return;
    }
    const ended = consuming;
    consuming = undefined;
    await ended?.[Symbol.asyncDispose]();
  }
  await follow();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await consuming?.[Symbol.asyncDispose]();
      await lease[Symbol.asyncDispose]();
    },
  };
}

/** Stores batches in the order of their nodes; one that cannot be stored now is tried until it can, and those behind it wait. */
class BusStore {
  readonly #parts: DoorParts;
  readonly #last = new Map<string, Promise<void>>();

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  async take(batch: IngestBatch, signal: AbortSignal): Promise<void> {
    const { node } = batch;
    const before = this.#last.get(node) ?? Promise.resolve();
    const work = before.then(() => this.#store(batch, signal));
    const settled = work.catch(() => undefined);
    this.#last.set(node, settled);
    await work.finally(() => {
      if (this.#last.get(node) === settled) this.#last.delete(node);
    });
  }

  async #store(batch: IngestBatch, signal: AbortSignal): Promise<void> {
    const { reach, time } = aboutOf(batch);
    const { node } = batch;
    const text = Buffer.from(batch.body).toString();
    const wanted = { id: storedId(batch), node, text, reach, time };
    for (let wait = firstDelayMs; ; wait = Math.min(wait * 2, lastDelayMs)) {
      signal.throwIfAborted();
      try {
        await this.#parts.ingest.take(wanted);
        return;
      } catch (error) {
        if (!isPassing(error)) throw error;
        this.#parts.scope.log.warn('a batch of the bus cannot be stored now', {
          node,
          reason: error.message,
        });
        await delay(wait, undefined, { signal });
      }
    }
  }
}

/** Throws `input.malformed` for a message that nobody of ours sent. */
function aboutOf({ about }: IngestBatch): { readonly reach: Reach; readonly time: number } {
  const parsed = aboutBatch.safeParse(parseJson(about ?? '', 'the sender of a batch'));
  if (parsed.success) return parsed.data;
  throw new CaissonError('input.malformed', 'a batch does not say what its sender may tell');
}

function isPassing(error: unknown): error is Error {
  if (!isCaissonError(error)) return false;
  const family = familyOf(error.code);
  return family === 'host' || family === 'access' || error.code === 'limit.time';
}
