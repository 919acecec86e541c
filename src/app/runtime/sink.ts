import { createSocket } from 'node:dgram';
import { connect, isIPv6, type Socket } from 'node:net';
import { hostname } from 'node:os';
import type { Scope } from '#contract/scope.ts';
import { pause } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Detection } from '#model/detection.ts';
import { syslogMessage } from '#output/runtime/syslog.ts';
import { toFile } from './file-delivery.ts';
import { detectionToJson, lineOf } from './live-json.ts';

/** Where detections are sent beside the screen. What cannot be delivered is counted, never waited for. */
export interface Sink {
  send(detection: Detection): void;
  /** Delivers what waits, for a second at most; says how many were lost in all. */
  close(): Promise<number>;
}

const maxWaiting = 10_000;
const maxBatch = 100;
const closeMs = 1000;
const firstDelayMs = 250;
const lastDelayMs = 10_000;

/** Sends a batch or throws. */
type Deliver = (batch: readonly Detection[], signal: AbortSignal) => Promise<void>;

/**
 * Opens `syslog://host:514`, `syslog+tcp://…`, `http(s)://…` (JSON arrays are posted) or a file (JSON lines).
 * Throws `usage.invalid-argument` for what is none of them.
 */
export function openSink(address: string, scope: Scope): Sink {
  return new QueuedSink(address, deliveryTo(address), scope);
}

const deliveries: ReadonlyMap<string, (url: URL) => Deliver> = new Map([
  ['http:', toHttp],
  ['https:', toHttp],
  ['syslog:', (url) => toDatagrams(hostOf(url), Number(url.port || 514))],
  ['syslog+udp:', (url) => toDatagrams(hostOf(url), Number(url.port || 514))],
  ['syslog+tcp:', (url) => toStream(hostOf(url), Number(url.port || 601))],
  ['file:', (url) => toFile(url.pathname)],
]);

function deliveryTo(address: string): Deliver {
  if (!address.includes('://')) return toFile(address);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const delivery = url && deliveries.get(url.protocol);
  if (url !== undefined && delivery !== undefined) return delivery(url);
  throw new CaissonError('usage.invalid-argument', `nothing can be sent to ${quote(address)}`, {
    hint: 'write syslog://HOST:PORT, syslog+tcp://HOST:PORT, http(s)://… or a file',
  });
}

function hostOf({ hostname: name }: URL): string {
  return name.replace(/^\[|\]$/g, '');
}

function toHttp(url: URL): Deliver {
  return async (batch, signal) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: lineOf(batch.map(detectionToJson)),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
  };
}

function toDatagrams(host: string, port: number): Deliver {
  return async (batch) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    try {
      for (const one of batch)
        await sendDatagram(socket, syslogMessage(one, hostname()), [port, host]);
    } finally {
      socket.close();
    }
  };
}

function sendDatagram(
  socket: ReturnType<typeof createSocket>,
  text: string,
  [port, host]: readonly [number, string],
): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, port, host, (error) => (error === null ? resolve() : reject(error)));
  });
}

/** Octet counting of RFC 6587, section 3.4.1. The connection is kept. */
function toStream(host: string, port: number): Deliver {
  let socket: Socket | undefined;
  return (batch) =>
    new Promise((resolve, reject) => {
      if (socket === undefined || socket.destroyed) {
        socket = connect({ host, port });
        socket.unref();
        socket.resume(); // else the end of the other side is not noticed
        socket.on('error', () => {}); // between two batches: the next one finds it destroyed
      }
      socket.once('error', reject);
      const text = batch
        .map((one) => syslogMessage(one, hostname()))
        .map((message) => `${Buffer.byteLength(message)} ${message}`)
        .join('');
      socket.write(text, (error) => {
        socket?.off('error', reject);
        if (error) reject(error);
        else resolve();
      });
    });
}

class QueuedSink implements Sink {
  readonly #address: string;
  readonly #deliver: Deliver;
  readonly #scope: Scope;
  readonly #stop = new AbortController();
  #waiting: Detection[] = [];
  #lost = 0;
  #isSaid = false;
  #work: Promise<void> | undefined;

  constructor(address: string, deliver: Deliver, scope: Scope) {
    this.#address = address;
    this.#deliver = deliver;
    this.#scope = scope;
  }

  send(detection: Detection): void {
    if (this.#waiting.length >= maxWaiting) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    this.#waiting.push(detection);
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
    });
  }

  async close(): Promise<number> {
    const limit = pause(closeMs, this.#stop.signal);
    let isOver = false;
    void limit.then(() => {
      isOver = true;
    });
    // A receiver that takes nothing is not waited for.
    while (this.#work !== undefined && !isOver) await Promise.race([this.#work, limit]);
    this.#stop.abort();
    return this.#lost + this.#waiting.length;
  }

  async #run(): Promise<void> {
    let delay = firstDelayMs;
    while (this.#waiting.length > 0 && !this.#stop.signal.aborted) {
      const batch = this.#waiting.slice(0, maxBatch);
      try {
        await this.#deliver(batch, this.#stop.signal);
        const sent = new Set(batch);
        this.#waiting = this.#waiting.filter((one) => !sent.has(one));
        delay = firstDelayMs;
        this.#isSaid = false;
      } catch (error) {
        this.#say(error);
        await pause(delay, this.#stop.signal);
        delay = Math.min(delay * 2, lastDelayMs);
      }
    }
  }

  #say(error: unknown): void {
    if (this.#isSaid) return;
    this.#isSaid = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#scope.log.warn('detections cannot be sent; they wait', { to: this.#address, reason });
  }
}
