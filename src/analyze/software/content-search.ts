import type { FileView } from '#contract/source.ts';
import { checkpoint } from '#kit/abort.ts';
import { maxLiteralBytes, maxSpan } from './catalogue.ts';
import type { SoftwareRecord, VersionPattern } from './record.ts';

const windowBytes = 2 ** 20;
/** What is read on either side of a window, so that no hit and nothing around it is cut. */
const marginBytes = maxSpan + maxLiteralBytes;
/** How often one pattern may be tried in one file: its literal may be common. */
const maxTries = 4096;

/** Bytes of the file around a window, and where in them the window begins and ends. */
interface View {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

/** The search for one record in one file: what it has seen so far. */
export class RecordSearch {
  readonly record: SoftwareRecord;
  readonly #patterns: readonly PatternSearch[];
  readonly #missing: Set<string>;
  #rejected = false;
  #best: number;
  #groups: ReadonlyMap<string, string> | undefined;

  constructor(record: SoftwareRecord) {
    this.record = record;
    this.#patterns = record.patterns.map((pattern) => new PatternSearch(pattern));
    this.#missing = new Set(record.requires);
    this.#best = record.patterns.length;
  }

  /** Groups of the best pattern that matched; `undefined` when none did or the file is not the product. */
  get groups(): ReadonlyMap<string, string> | undefined {
    return this.#rejected || this.#missing.size > 0 ? undefined : this.#groups;
  }

  /** Whether nothing that follows in the file can change the answer. */
  get isSettled(): boolean {
    if (this.#rejected) return true;
    return this.#best === 0 && this.#missing.size === 0 && this.record.rejects.length === 0;
  }

  look(view: View): void {
    this.#rejected ||= this.record.rejects.some((text) => occurs(view, text));
    if (this.#rejected) return;
    for (const text of this.#missing) if (occurs(view, text)) this.#missing.delete(text);
    for (let index = 0; index < this.#best; index += 1) {
      const groups = this.#patterns[index]?.look(view);
      if (groups === undefined) continue;
      this.#best = index;
      this.#groups = groups;
    }
  }
}

class PatternSearch {
  readonly #pattern: VersionPattern;
  readonly #literal: Buffer;
  #tries = 0;

  constructor(pattern: VersionPattern) {
    this.#pattern = pattern;
    this.#literal = Buffer.from(pattern.near, 'latin1');
  }

  look({ bytes, from, to }: View): ReadonlyMap<string, string> | undefined {
    const { match, span } = this.#pattern;
    for (
      let at = bytes.indexOf(this.#literal, from);
      at !== -1 && at < to && this.#tries < maxTries;
      at = bytes.indexOf(this.#literal, at + 1)
    ) {
      this.#tries += 1;
      const end = at + this.#literal.length + span;
      const found = match.exec(bytes.toString('latin1', Math.max(0, at - span), end));
      if (found !== null) return groupsOf(found);
    }
    return undefined;
  }
}

/** Looks through the first `maxBytes` of a file for all records at once, each byte read once. Throws on an abort only. */
export function searchContent(
  file: FileView,
  searches: readonly RecordSearch[],
  maxBytes: number,
  signal: AbortSignal,
): void {
  const size = Math.min(file.size, maxBytes);
  let open = searches;
  for (let start = 0; start < size && open.length > 0; start += windowBytes) {
    checkpoint(signal);
    const before = Math.min(start, marginBytes);
    const read = file.read(start - before, before + windowBytes + marginBytes);
    const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
    const view = { bytes, from: before, to: before + windowBytes };
    for (const search of open) search.look(view);
    open = open.filter((search) => !search.isSettled);
  }
}

function occurs({ bytes, from }: View, text: string): boolean {
  return bytes.indexOf(text, from, 'latin1') !== -1;
}

function groupsOf(found: RegExpExecArray): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (const [name, text] of Object.entries(found.groups ?? {}))
    if (text !== undefined) groups.set(name, text);
  return groups;
}
