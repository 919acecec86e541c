import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { textIn } from '../action/options.ts';
import type { Chain, ChainEntry } from '../journal/chain.ts';

/** A bundle as the log has it. */
export interface BundleNote {
  readonly id: string;
  readonly path: string;
  readonly manifestSha256: string;
  readonly by: string;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  /** Who did what with it since, oldest first. */
  readonly custody: readonly {
    readonly time: number;
    readonly by: string;
    readonly what: string;
  }[];
}

/** Which bundles there are and who handled them: append-only and hash-chained. */
export class BundleLog {
  readonly #chain: Chain;
  readonly #clock: () => Date;
  readonly #notes = new Map<string, BundleNote>();

  constructor(chain: Chain, clock: () => Date) {
    this.#chain = chain;
    this.#clock = clock;
  }

  /** Oldest first. */
  bundles(): readonly BundleNote[] {
    this.#write(() => []);
    return [...this.#notes.values()];
  }

  add(note: Omit<BundleNote, 'time' | 'custody'>): void {
    this.#write(() => [{ type: 'bundle', ...note }]);
  }

  /** Somebody opened, copied, exported or removed a bundle. Throws `usage.invalid-argument` when there is none of that id. */
  handled(id: string, by: string, what: string): void {
    this.#write(() => {
      if (!this.#notes.has(id))
        throw new CaissonError('usage.invalid-argument', `there is no bundle ${quote(id)}`);
      return [{ type: 'custody', id, by, what }];
    });
  }

  #write(decide: () => readonly Readonly<Record<string, string>>[]): void {
    const time = this.#clock().getTime();
    const added = this.#chain.transact((fresh) => {
      this.#apply(fresh);
      return decide().map((body) => ({ time, body }));
    });
    this.#apply(added);
  }

  #apply(entries: readonly ChainEntry[]): void {
    for (const { time, body } of entries) {
      const [id = '', by = ''] = [textIn(body, 'id'), textIn(body, 'by')];
      const known = this.#notes.get(id);
      if (body['type'] === 'bundle') {
        const [path = '', manifestSha256 = ''] = [
          textIn(body, 'path'),
          textIn(body, 'manifestSha256'),
        ];
        this.#notes.set(id, { id, path, manifestSha256, by, time, custody: [] });
      } else if (known !== undefined) {
        const handling = { time, by, what: textIn(body, 'what') ?? '' };
        this.#notes.set(id, { ...known, custody: [...known.custody, handling] });
      }
    }
  }
}
