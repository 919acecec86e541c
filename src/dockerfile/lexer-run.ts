import type { MappedText } from './mapped-text.ts';

/** Names that words may refer to. `undefined` is "not set". */
type Lookup = (name: string) => string | undefined;

export interface LexOptions {
  readonly escape: '\\' | '`';
  readonly lookup: Lookup;
  /** Quotes stay in the text. */
  readonly rawQuotes?: boolean;
  /** Escape characters stay in the text. */
  readonly rawEscapes?: boolean;
  /** Quotes are characters like others: text of heredocs. */
  readonly plainQuotes?: boolean;
  /** What is not set stays as it is written. */
  readonly keepUnset?: boolean;
}

/** A word after quotes, escapes and variables. */
export interface Lexed {
  readonly value: MappedText;
  /** The value split at blanks that stand outside quotes. */
  readonly words: readonly MappedText[];
  /** Names that it refers to, in the order of the text, without repeats. */
  readonly matched: readonly string[];
  readonly unmatched: readonly string[];
  /** Names among `unmatched` that only stand with `-`, `+` or `?`: the author knows that they may be unset. */
  readonly guarded: readonly string[];
  /** Why a build refuses it; the rest is then what was read so far. */
  readonly error?: string;
}

/** Where the reading of a word has got to. */
export interface Run {
  readonly input: MappedText;
  readonly text: string;
  readonly options: LexOptions;
  at: number;
  depth: number;
  rawEscapes: boolean;
  readonly matched: Set<string>;
  readonly unmatched: Set<string>;
  /** Names that stand without a modifier that tells what holds when they are unset. */
  readonly bare: Set<string>;
  error: string | undefined;
  /** Reads up to a character, which goes too. */
  readonly readUntil: (run: Run, stop: string) => string;
}
