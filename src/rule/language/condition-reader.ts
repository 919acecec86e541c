import { ConditionError } from './condition-error.ts';
import {
  scanBareArgument,
  scanBareText,
  scanFieldName,
  scanIdentifier,
  scanNumber,
  scanQuoted,
  skipBlank,
} from './scan.ts';
import { unescape } from './unescape.ts';

/** Where the parser stands in the text of a condition. Every `take…` moves on only when it finds what it looks for. */
export class ConditionReader {
  readonly text: string;
  at = 0;
  /** The last token taken, for messages. */
  last = '';
  readonly #maxDepth: number;
  #depth = 0;

  constructor(text: string, maxDepth: number) {
    this.text = text;
    this.#maxDepth = maxDepth;
  }

  /** Runs one level deeper. Throws `limit.depth` where Falco's parser would: each of its functions counts. */
  nested<Result>(run: () => Result): Result {
    this.#depth += 1;
    if (this.#depth >= this.#maxDepth)
      throw new ConditionError(
        `exceeded max depth limit of ${this.#maxDepth}`,
        { text: this.text, offset: this.at },
        { code: 'limit.depth', slug: 'depth' },
      );
    const result = run();
    this.#depth -= 1;
    return result;
  }

  fail(message: string, at = this.at): never {
    throw new ConditionError(message, { text: this.text, offset: at });
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Skips blanks and tells whether there were any. */
  blank(): boolean {
    const end = skipBlank(this.text, this.at);
    const found = end > this.at;
    this.at = end;
    return found;
  }

  /** Takes exactly `word`. */
  take(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    this.last = word;
    return true;
  }

  /** Takes the first of `words` that stands here; one that ends in a blank needs any blank behind it, which goes with it. */
  takeOperator<Word extends string>(words: readonly Word[]): Word | undefined {
    const before = this.at;
    for (const word of words) {
      const bare = word.trimEnd();
      if (!this.text.startsWith(bare, before)) continue;
      this.at = before + bare.length;
      if (bare.length === word.length || this.blank()) {
        this.last = bare;
        return word;
      }
      this.at = before;
    }
    return undefined;
  }

  takeIdentifier(): string | undefined {
    return this.#scanned(scanIdentifier);
  }

  takeFieldName(): string | undefined {
    return this.#scanned(scanFieldName);
  }

  takeNumber(): string | undefined {
    return this.#scanned(scanNumber);
  }

  takeBareText(): string | undefined {
    return this.#scanned(scanBareText);
  }

  takeBareArgument(): string | undefined {
    return this.#scanned(scanBareArgument);
  }

  /** A text in quotes, as the byte string that it stands for. */
  takeQuoted(): string | undefined {
    const start = this.at;
    const raw = this.#scanned(scanQuoted);
    if (raw === undefined) return undefined;
    const content = unescape(raw);
    if ('message' in content) return this.fail(content.message, start + content.at);
    return content.text;
  }

  #scanned(scan: (text: string, at: number) => number): string | undefined {
    const end = scan(this.text, this.at);
    if (end === this.at) return undefined;
    this.last = this.text.slice(this.at, end);
    this.at = end;
    return this.last;
  }
}
