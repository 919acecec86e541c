import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { sha256Hex } from '#kit/hash.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { RetryLater } from './http-get.ts';

const firstWaitMs = 300_000;
const longestWaitMs = 6 * 3_600_000;

interface Note {
  readonly until: number;
  readonly count: number;
}

/**
 * Servers that answer 429 are left alone for a while: as long as they say, else five minutes, then twice as long each time, at
 * most six hours. What they said is kept in the cache, so that other runs of the program keep to it too.
 */
export class BackOff {
  readonly #path: string;
  readonly #source: string;
  readonly #scope: Scope;

  constructor(cache: string, source: string, scope: Scope) {
    this.#path = join(cache, 'back-off.json');
    this.#source = sha256Hex(source);
    this.#scope = scope;
  }

  /** Throws `access.rate-limited` while the source is to be left alone. */
  check(): void {
    const { until } = this.#note();
    if (until <= this.#scope.clock().getTime()) return;
    const time = new Date(until).toISOString().slice(0, 19);
    throw new CaissonError(
      'access.rate-limited',
      `the source asked for a pause, it is not asked again before ${time}Z`,
      { hint: 'name another source, or use --force to ask all the same' },
    );
  }

  /** Runs and remembers whether the source had enough of us. */
  async watch<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      const result = await run();
      rmSync(this.#path, { force: true });
      return result;
    } catch (error) {
      if (isCaissonError(error, 'access.rate-limited')) this.#remember(error);
      throw error;
    }
  }

  #remember({ cause }: CaissonError): void {
    const count = this.#note().count + 1;
    const own = firstWaitMs * 2 ** Math.min(count - 1, 10);
    const wait = cause instanceof RetryLater ? cause.seconds * 1000 : own;
    const until = this.#scope.clock().getTime() + Math.min(wait, longestWaitMs);
    writeFileAtomic(this.#path, JSON.stringify({ source: this.#source, until, count }));
  }

  /** Of this source; what is damaged counts as nothing. */
  #note(): Note {
    const none = { until: 0, count: 0 };
    if (!existsSync(this.#path)) return none;
    try {
      const note = parseJson(readFileSync(this.#path, 'utf8'), 'back-off.json');
      if (!isRecord(note) || note['source'] !== this.#source) return none;
      const { until, count } = note;
      return typeof until === 'number' && typeof count === 'number' ? { until, count } : none;
    } catch (error) {
      if (isCaissonError(error)) return none;
      throw error;
    }
  }
}
