import { CaissonError } from '#kit/error.ts';
import type { SourceRange } from '#model/source-range.ts';
import { char, isBlank } from './character.ts';
import type { YamlLimits } from './limits.ts';
import type { YamlComment, YamlNode, YamlProblem } from './node.ts';
import type { Source } from './source.ts';

const maxProblems = 100;

/** The place in a YAML text while it is read, with what was met so far. It only goes forward, but for one line at a time. */
export class Reader {
  readonly source: Source;
  readonly text: string;
  readonly comments: YamlComment[] = [];
  readonly problems: YamlProblem[] = [];
  /** Anchors of this document. */
  readonly anchors = new Map<string, YamlNode>();
  /** Tag handles of this document. */
  readonly handles = new Set<string>();
  pos = 0;
  line = 0;
  lineStart = 0;
  lineEnd: number;
  /** Where the last token ends. */
  lastEnd = 0;
  /** A flow collection was given up; all around it end as well. */
  broken = false;
  readonly #limits: YamlLimits;
  #nodes = 0;
  #depth = 0;
  #lastComment = -1;

  constructor(source: Source, limits: YamlLimits) {
    this.source = source;
    this.text = source.text;
    this.lineEnd = source.ends[0] ?? 0;
    this.#limits = limits;
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  code(): number {
    return this.pos < this.lineEnd ? this.text.charCodeAt(this.pos) : Number.NaN;
  }

  /** Goes to the beginning of line `line`. */
  toLine(line: number): void {
    this.line = line;
    this.lineStart = this.source.starts[line] ?? 0;
    this.lineEnd = this.source.ends[line] ?? 0;
    this.pos = this.lineStart;
  }

  nextLine(): boolean {
    if (this.line + 1 >= this.source.lineCount) return false;
    this.toLine(this.line + 1);
    return true;
  }

  skipBlanks(): void {
    while (this.pos < this.lineEnd) {
      if (!isBlank(this.text.charCodeAt(this.pos))) return;
      this.pos += 1;
    }
  }

  /** Goes over blanks, comments and breaks. False at a document marker in the first column and at the end of the text. */
  toContent(): boolean {
    for (;;) {
      this.skipBlanks();
      if (this.pos < this.lineEnd) {
        if (!this.atComment()) return !this.atMarker();
        this.comment();
      }
      if (!this.nextLine()) return false;
    }
  }

  /** Nothing but a comment follows on the line; blanks are passed. */
  atLineEnd(): boolean {
    this.skipBlanks();
    return this.pos >= this.lineEnd || this.atComment();
  }

  atComment(): boolean {
    if (this.text.charCodeAt(this.pos) !== char.hash) return false;
    return this.pos === this.lineStart || isBlank(this.text.charCodeAt(this.pos - 1));
  }

  /** `---` or `...` in the first column. */
  atMarker(): boolean {
    if (this.pos !== this.lineStart) return false;
    const code = this.text.charCodeAt(this.pos);
    if (code !== char.dash && code !== char.dot) return false;
    const mark = code === char.dash ? '---' : '...';
    return this.text.startsWith(mark, this.pos) && this.isBlankAt(this.pos + 3);
  }

  /** `- `, `? ` or `: `: the character followed by a blank or the end of the line. */
  isIndicator(code: number): boolean {
    return this.code() === code && this.isBlankAt(this.pos + 1);
  }

  isBlankAt(index: number): boolean {
    return index >= this.lineEnd || isBlank(this.text.charCodeAt(index));
  }

  /** Whether tabs stand in the blanks right before the reader. */
  isTabbed(): boolean {
    let at = this.pos - 1;
    while (at >= this.lineStart && this.text.charCodeAt(at) === char.space) at -= 1;
    return at >= this.lineStart && this.text.charCodeAt(at) === char.tab;
  }

  /** Spaces at the beginning of the current line; tabs do not count. */
  spaces(): number {
    let at = this.lineStart;
    while (at < this.lineEnd && this.text.charCodeAt(at) === char.space) at += 1;
    return at - this.lineStart;
  }

  /** Gives up the rest of the line and all lines further right than `column`. */
  skipDeeper(column: number): void {
    this.pos = this.lineEnd;
    while (this.nextLine()) {
      this.skipBlanks();
      if (this.pos >= this.lineEnd) continue;
      if (this.column <= column || this.atMarker()) {
        this.pos = this.lineStart;
        return;
      }
      this.pos = this.lineEnd;
    }
  }

  problem(message: string, start: number, end = start): void {
    if (this.problems.length < maxProblems) this.problemAt(message, this.source.range(start, end));
  }

  problemAt(message: string, range: SourceRange): void {
    if (this.problems.length < maxProblems) this.problems.push({ message, range });
  }

  /** A problem with the rest of the line. */
  problemHere(message: string): void {
    this.problem(message, this.pos, Math.max(this.pos, this.lineEnd));
  }

  count(): void {
    this.#nodes += 1;
    if (this.#nodes > this.#limits.maxNodes)
      throw new CaissonError('limit.entries', 'the YAML has too many values');
  }

  enter(): void {
    this.#depth += 1;
    if (this.#depth > this.#limits.maxDepth)
      throw new CaissonError('limit.depth', 'the YAML is nested too deeply');
  }

  leave(): void {
    this.#depth -= 1;
  }

  /** Takes the comment the reader stands on. */
  comment(): void {
    const start = this.pos;
    this.pos = this.lineEnd;
    if (start <= this.#lastComment) return;
    this.#lastComment = start;
    this.count();
    this.comments.push({
      text: this.text.slice(start + 1, this.lineEnd).trim(),
      range: this.source.range(start, this.lineEnd),
      alone: isBlankRun(this.text, this.lineStart, start),
    });
  }
}

function isBlankRun(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isBlank(text.charCodeAt(at))) return false;
  return true;
}
