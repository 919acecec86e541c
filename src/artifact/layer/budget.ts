import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';

const ratioFromBytes = 64 * 2 ** 20;

/** What one layer, archive or tree has cost so far. Throws `limit.*` once it costs more than the scope allows. */
export class Budget {
  readonly #scope: Scope;
  readonly #what: string;
  readonly #deadline: number;
  #taken = 0;
  #given = 0;
  #entries = 0;

  constructor(scope: Scope, what: string) {
    this.#scope = scope;
    this.#what = what;
    this.#deadline = scope.clock().getTime() + scope.limits.layerTimeMs;
  }

  /** Counts bytes as stored; call it for each chunk, since it also looks at the clock and at the signal. */
  took(bytes: number): void {
    this.#taken += bytes;
    this.check();
  }

  /** Looks at the clock and at the signal. Throws `limit.time` or the signal's reason. */
  check(): void {
    checkpoint(this.#scope.signal);
    if (this.#scope.clock().getTime() > this.#deadline)
      throw this.#exceeded('limit.time', `takes longer than ${this.#scope.limits.layerTimeMs} ms`);
  }

  /** Counts bytes that were unpacked or shown. Throws `limit.size` or `limit.ratio`. */
  gave(bytes: number): void {
    const { maxLayerBytes, maxRatio } = this.#scope.limits;
    this.#given += bytes;
    if (this.#given > maxLayerBytes)
      throw this.#exceeded('limit.size', `unpacks to more than ${maxLayerBytes} bytes`);
    if (this.#given > ratioFromBytes && this.#given > this.#taken * maxRatio)
      throw this.#exceeded('limit.ratio', `unpacks to more than ${maxRatio} times its size`);
  }

  /** Counts an entry. Throws `limit.entries`. */
  entry(): void {
    this.#entries += 1;
    if (this.#entries > this.#scope.limits.maxEntries)
      throw this.#exceeded(
        'limit.entries',
        `has more than ${this.#scope.limits.maxEntries} entries`,
      );
  }

  #exceeded(
    code: 'limit.time' | 'limit.size' | 'limit.ratio' | 'limit.entries',
    text: string,
  ): CaissonError {
    return new CaissonError(code, `${this.#what} ${text}`);
  }
}
