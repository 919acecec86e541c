import type { YamlScalar } from '#yaml/node.ts';

/** A point in a rule file; line and column count from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Piece {
  readonly start: number;
  readonly file: string;
  readonly scalar: YamlScalar;
}

/** Text of a condition or an output that may be put together from several files, and knows where each character stands. */
export class RuleText {
  #text: string;
  readonly #pieces: Piece[];

  constructor(file: string, scalar: YamlScalar) {
    this.#text = scalar.text;
    this.#pieces = [{ start: 0, file, scalar }];
  }

  get text(): string {
    return this.#text;
  }

  /** Adds another text behind a blank. */
  append(more: RuleText): void {
    const start = this.#text.length + 1;
    this.#text = `${this.#text} ${more.#text}`;
    for (const piece of more.#pieces) this.#pieces.push({ ...piece, start: start + piece.start });
  }

  /** Where the character at `offset` of the text stands in its file. */
  placeAt(offset: number): FilePlace {
    const piece = this.#pieces.findLast(({ start }) => start <= offset) ?? this.#pieces[0];
    if (piece === undefined) return { file: '', line: 1, column: 1 };
    const { line, column } = piece.scalar.placeOf(offset - piece.start);
    return { file: piece.file, line, column };
  }

  /** The text around `offset` in one line, and below it a mark. */
  snippetAt(offset: number): string {
    const from = Math.max(0, offset - 60);
    const before = oneLine(this.#text.slice(from, offset));
    const after = oneLine(this.#text.slice(offset, offset + 60));
    const lead = from > 0 ? '…' : '';
    const tail = offset + 60 < this.#text.length ? '…' : '';
    return `${lead}${before}${after}${tail}\n${' '.repeat(lead.length + before.length)}^`;
  }
}

function oneLine(text: string): string {
  return text.replace(/[\s\0]/g, ' ');
}
