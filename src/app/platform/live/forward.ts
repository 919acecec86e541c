import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { type IncidentDecision, incidentDecision } from '#wire/ingest.ts';
import type { LineBatch } from './line-buffer.ts';
import type { DeliverBatch } from './line-sender.ts';

/** Where what a machine sees is sent. */
export interface ForwardOptions {
  /** `https://hub/api/v1/ingest/runtime`. */
  readonly url: string;
  readonly token: string;
  /** Where batches wait while the platform is away; made private. */
  readonly spoolDirectory: string;
  readonly node?: string;
  /** Bytes that may wait: beyond it the oldest batches of raw events go first. */
  readonly maxBytes?: number;
}

const usualBytes = 512 * 2 ** 20;
const answerMs = 30_000;
const maxAnswer = 4 * 2 ** 20;
const answer = z.object({ accepted: z.number(), decisions: z.array(incidentDecision).optional() });

/** Sends batches to a platform; those that do not arrive wait on disk, in order, also beyond the end of this program. */
export class Forwarder {
  readonly #options: Required<ForwardOptions>;
  readonly #scope: Scope;
  #dropped = 0;

  /** Throws `usage.invalid-argument` for an address that is none. */
  constructor(options: ForwardOptions, scope: Scope) {
    if (!URL.canParse(options.url) || !/^https?:$/u.test(new URL(options.url).protocol))
      throw new CaissonError(
        'usage.invalid-argument',
        `nothing can be sent to ${quote(options.url)}`,
        {
          hint: 'write https://HOST/api/v1/ingest/runtime',
        },
      );
    this.#options = { node: hostname(), maxBytes: usualBytes, ...options };
    this.#scope = scope;
    mkdirSync(this.#options.spoolDirectory, { recursive: true, mode: 0o700 });
  }

  /** Batches that were dropped for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Resolves when the batch is on disk or has arrived: it is not lost when this program is killed afterwards. */
  readonly deliver: DeliverBatch = async (batch, signal) => {
    const name = `${batch.id}.${batch.priority}.ndjson`;
    this.#makeRoom(batch.text.length);
    writeFileAtomic(join(this.#options.spoolDirectory, name), batch.text);
    return { decisions: await this.#sendAll(signal) };
  };

  /** Sends what waits from before, oldest first. */
  async flush(signal: AbortSignal): Promise<readonly IncidentDecision[]> {
    return await this.#sendAll(signal);
  }

  async #sendAll(signal: AbortSignal): Promise<readonly IncidentDecision[]> {
    const decisions = new Map<string, IncidentDecision>();
    for (const { name, path } of this.#waiting()) {
      const [id = ''] = name.split('.');
      try {
        const text = readFileSync(path, 'utf8');
        for (const one of await this.#post({ id, text }, signal)) decisions.set(one.id, one);
      } catch (error) {
        if (isRefused(error)) this.#put(path, error);
        else {
          const reason = error instanceof Error ? error.message : String(error);
          this.#scope.log.debug('the platform is away; batches wait on disk', { reason });
          break;
        }
      }
      rmSync(path, { force: true });
    }
    return [...decisions.values()];
  }

  #put(path: string, error: CaissonError): void {
    this.#dropped += 1;
    this.#scope.log.error('the platform does not take a batch', { path, reason: error.message });
  }

  async #post(
    { id, text }: Pick<LineBatch, 'id' | 'text'>,
    signal: AbortSignal,
  ): Promise<readonly IncidentDecision[]> {
    const url = new URL(this.#options.url);
    url.searchParams.set('batch', id);
    url.searchParams.set('node', this.#options.node);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#options.token}`,
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
    return decisionsIn(body);
  }

  /** Names begin with the time: their order is that of the batches. */
  #waiting() {
    const { spoolDirectory } = this.#options;
    return readdirSync(spoolDirectory)
      .filter((name) => name.endsWith('.ndjson'))
      .sort()
      .map((name) => ({ name, path: join(spoolDirectory, name) }));
  }

  #makeRoom(bytes: number): void {
    const waiting = this.#waiting().map((one) => ({ ...one, size: sizeOf(one.path) }));
    let total = waiting.reduce((all, { size }) => all + size, bytes);
    for (const priority of ['raw', 'context', 'detection'])
      for (const { name, path, size } of waiting) {
        if (total <= this.#options.maxBytes) return;
        if (!name.includes(`.${priority}.`)) continue;
        rmSync(path, { force: true });
        total -= size;
        this.#dropped += 1;
        this.#scope.log.warn('no room for what waits: a batch was dropped', { priority });
      }
  }
}

/** Something between us and the platform may have answered. Throws `access.unreachable`. */
function decisionsIn(body: string): readonly IncidentDecision[] {
  try {
    return answer.parse(parseJson(body.slice(0, maxAnswer), 'the answer')).decisions ?? [];
  } catch (cause) {
    throw new CaissonError('access.unreachable', 'what answered is no platform', { cause });
  }
}

/** Whether an address is that of a platform, which takes more than detections. */
export function isPlatformAddress(address: string): boolean {
  return URL.canParse(address) && new URL(address).pathname.endsWith('/api/v1/ingest/runtime');
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function isRefused(error: unknown): error is CaissonError {
  return error instanceof CaissonError && error.code === 'input.malformed';
}
