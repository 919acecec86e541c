/**
 * A stretch of a source text. Lines and columns count from 1, columns in UTF-16 code units; the end is where the first
 * character after the stretch stands (SARIF 2.1.0, section 3.30). `start` and `end` are byte offsets in the file as stored.
 */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A change that settles a fault, as replacements of bytes in one file. */
export interface Fix {
  /** What it does, as an order to a person: `add --no-install-recommends`. */
  readonly title: string;
  /** `safe` keeps what the file does, `review` may change it, `idea` shows a direction. */
  readonly safety: FixSafety;
  /** In the order of the file, never overlapping. */
  readonly edits: readonly Edit[];
}

export const fixSafeties = ['safe', 'review', 'idea'] as const;
export type FixSafety = (typeof fixSafeties)[number];

/** Bytes `start` to `end` (excluded) of the file are replaced by the UTF-8 of `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
