import { hostname } from 'node:os';
import { z } from 'zod';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { type IncidentDecision, incidentDecision } from '#wire/ingest.ts';
import type { DeliverBatch } from './line-sender.ts';
import { Spool, type SpooledBatch } from './spool.ts';

/** Where what a machine sees is sent. */
export interface ForwardOptions {
  /** `https://hub/api/v1/ingest/runtime`. */
  readonly url: string;
  /** Asked at each batch where it is a function: tokens in files are exchanged while we run. */
  readonly token: string | (() => string);
  /** Where batches wait while the platform is away; made private. */
  readonly spoolDirectory: string;
  readonly node?: string;
  /** Bytes that may wait: beyond it the oldest batches of raw events go first. */
  readonly maxBytes?: number;
}

const usualBytes = 512 * 2 ** 20;
const answerMs = 30_000;
const maxAnswer = 4 * 2 ** 20;
const firstPauseMs = 500;
const lastPauseMs = 15_000;
const answer = z.object({
  accepted: z.number(),
  rejected: z.array(z.object({ line: z.number(), reason: z.string() })).optional(),
  decisions: z.array(incidentDecision).optional(),
});

/** Sends batches to a platform; those that do not arrive wait on disk, in order, also beyond the end of this program. */
export class Forwarder {
  readonly #url: string;
  readonly #token: () => string;
  readonly #node: string;
  readonly #scope: Scope;
  readonly #spool: Spool;
  #refused = 0;
  #failures = 0;
  /** Not asked again before, on the clock of `performance`. */
  #notBefore = 0;

  /** Throws `usage.invalid-argument` for an address that is none. */
  constructor(options: ForwardOptions, scope: Scope) {
    const { url, token, node, spoolDirectory, maxBytes } = options;
    if (!URL.canParse(url) || !/^https?:$/u.test(new URL(url).protocol))
      throw new CaissonError('usage.invalid-argument', `nothing can be sent to ${quote(url)}`, {
        hint: 'write https://HOST/api/v1/ingest/runtime',
      });
    this.#url = url;
    this.#token = typeof token === 'string' ? () => token : token;
    this.#node = node ?? hostname();
    this.#scope = scope;
    this.#spool = new Spool(spoolDirectory, maxBytes ?? usualBytes, (priority) =>
      scope.log.warn('no room for what waits: a batch was dropped', { priority }),
    );
  }

  /** Batches that never arrive: dropped for want of room, or refused by the platform. */
  get dropped(): number {
    return this.#spool.dropped + this.#refused;
  }

  /** What waits on disk. */
  get waiting(): { readonly batches: number; readonly bytes: number } {
    return { batches: this.#spool.size, bytes: this.#spool.bytes };
  }

  /** Resolves when the batch is on disk or has arrived: it is not lost when this program is killed afterwards. */
  readonly deliver: DeliverBatch = async (batch, signal) => {
    this.#spool.add(batch);
    if (performance.now() < this.#notBefore) return { decisions: [] };
    return { decisions: await this.flush(signal) };
  };

  /** Sends what waits, oldest first, for as long as it is taken. */
  async flush(signal: AbortSignal): Promise<readonly IncidentDecision[]> {
    const decisions = new Map<string, IncidentDecision>();
    for (let one = this.#spool.oldest; one !== undefined; one = this.#spool.oldest) {
      const told = await this.#sent(one, signal);
      if (told === undefined) break;
      for (const decision of told) decisions.set(decision.id, decision);
      this.#spool.remove(one);
    }
    return [...decisions.values()];
  }

  /** Undefined where it has to wait; one that is refused has no answer. */
  async #sent(
    one: SpooledBatch,
    signal: AbortSignal,
  ): Promise<readonly IncidentDecision[] | undefined> {
    try {
      const text = this.#spool.read(one);
      const told = text === undefined ? [] : await this.#post({ id: one.id, text }, signal);
      this.#arrived();
      return told;
    } catch (error) {
      if (isCaissonError(error, 'input.malformed')) return this.#refuse(one, error);
      if (!signal.aborted) this.#failed(error);
      return undefined;
    }
  }

  #refuse({ id }: SpooledBatch, { message }: CaissonError): readonly IncidentDecision[] {
    this.#refused += 1;
    this.#scope.log.error('the platform does not take a batch', { batch: id, reason: message });
    return [];
  }

  #arrived(): void {
    if (this.#failures > 0) this.#scope.log.info('the platform is there again', this.waiting);
    this.#failures = 0;
    this.#notBefore = 0;
  }

  /** Told once for each outage; asked again later and later. */
  #failed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#failures === 0)
      this.#scope.log.warn('the platform is away; batches wait on disk', { reason });
    const pause = Math.min(firstPauseMs * 2 ** Math.min(this.#failures, 6), lastPauseMs);
    this.#failures += 1;
    this.#notBefore = performance.now() + pause;
  }

  async #post(
    { id, text }: { readonly id: string; readonly text: string },
    signal: AbortSignal,
  ): Promise<readonly IncidentDecision[]> {
    const url = new URL(this.#url);
    url.searchParams.set('batch', id);
    url.searchParams.set('node', this.#node);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#token()}`,
        'content-type': 'application/x-ndjson',
      },
      body: text,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    const body = await response.text();
    // What is wrong with this batch is so tomorrow, too; what is wrong with us (no right, too much at once) may be put right.
    if (response.status === 400 || response.status === 413 || response.status === 422)
      throw new CaissonError('input.malformed', `it answered ${response.status}`);
    if (!response.ok)
      throw new CaissonError('access.unreachable', `it answered ${response.status}`);
    return this.#read(id, body);
  }

  /** Something between us and the platform may have answered. Throws `access.unreachable`. */
  #read(batch: string, body: string): readonly IncidentDecision[] {
    try {
      const { decisions = [], rejected = [] } = answer.parse(
        parseJson(body.slice(0, maxAnswer), 'the answer'),
      );
      const [first] = rejected;
      if (first !== undefined)
        this.#scope.log.warn('the platform does not understand lines of a batch', {
          batch,
          lines: rejected.length,
          line: first.line,
          reason: first.reason.slice(0, 300),
        });
      return decisions;
    } catch (cause) {
      throw new CaissonError('access.unreachable', 'what answered is no platform', { cause });
    }
  }
}

/** Whether an address is that of a platform, which takes more than detections. */
export function isPlatformAddress(address: string): boolean {
  return URL.canParse(address) && new URL(address).pathname.endsWith('/api/v1/ingest/runtime');
}
