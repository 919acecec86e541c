import type { Finding } from '#model/finding.ts';
import type { Exception } from '../exception.ts';
import { covers, idsOf } from './covers.ts';
import type { Ground } from './ground.ts';

/** All exceptions that cover a finding, in the order they were given. Thousands of statements cost as little as one. */
export class ExceptionIndex {
  readonly #byId = new Map<string, number[]>();
  readonly #forAll: number[] = [];
  readonly #exceptions: readonly Exception[];

  constructor(exceptions: readonly Exception[]) {
    this.#exceptions = exceptions;
    for (const [at, { ids }] of exceptions.entries()) {
      if (ids.length === 0) this.#forAll.push(at);
      for (const id of new Set(ids.map((text) => text.toUpperCase()))) this.#file(id, at);
    }
  }

  covering(finding: Finding, ground: Ground): readonly Exception[] {
    const found = new Set(this.#forAll);
    for (const id of idsOf(finding)) for (const at of this.#byId.get(id) ?? []) found.add(at);
    return [...found]
      .sort((a, b) => a - b)
      .flatMap((at) => this.#exceptions[at] ?? [])
      .filter((exception) => covers(exception, finding, ground));
  }

  #file(id: string, at: number): void {
    const known = this.#byId.get(id);
    if (known === undefined) this.#byId.set(id, [at]);
    else known.push(at);
  }
}
