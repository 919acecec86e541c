import { maxFieldLength } from '../bounds.ts';
import { linesOf } from '../lines.ts';

/** One paragraph of a control file. `line` is where it begins, from 1; `damaged` counts lines that are no field. */
export interface Stanza {
  /** By field name in lower case; continuation lines follow after a line break, without their leading space. */
  readonly fields: ReadonlyMap<string, string>;
  readonly line: number;
  readonly damaged: number;
}

/**
 * Reads the paragraphs of a Debian control file (deb822(5)), keeping only the fields in `wanted` (lower case). A field that
 * stands twice in a paragraph keeps its first value, as dpkg takes it. Comment lines are skipped. A field is not continued
 * beyond `maxFieldLength`, so that `boundedField` refuses it. Never throws.
 */
export function* readStanzas(text: string, wanted: ReadonlySet<string>): Iterable<Stanza> {
  const reader = new StanzaReader(wanted);
  for (const line of linesOf(text)) {
    const done = reader.line(line);
    if (done !== undefined) yield done;
  }
  const last = reader.line('');
  if (last !== undefined) yield last;
}

class StanzaReader {
  readonly #wanted: ReadonlySet<string>;
  #fields = new Map<string, string>();
  #number = 0;
  #start = 0;
  #damaged = 0;
  /** The field that a continuation line belongs to; '' for one that is not wanted. */
  #current: string | undefined;

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  /** Takes a line; an empty one ends the paragraph, which is then returned. */
  line(line: string): Stanza | undefined {
    this.#number += 1;
    if (isBlank(line)) return this.#end();
    if (line.startsWith('#')) return undefined;
    if (this.#start === 0) this.#start = this.#number;
    if (line.startsWith(' ') || line.startsWith('\t')) this.#continue(line);
    else this.#begin(line);
    return undefined;
  }

  #begin(line: string): void {
    const colon = line.indexOf(':');
    if (colon <= 0) {
      this.#damaged += 1;
      this.#current = undefined;
      return;
    }
    const name = line.slice(0, colon).toLowerCase();
    this.#current = '';
    if (!this.#wanted.has(name) || this.#fields.has(name)) return;
    this.#current = name;
    this.#fields.set(name, line.slice(colon + 1).trim());
  }

  #continue(line: string): void {
    if (this.#current === undefined) this.#damaged += 1;
    if (this.#current === undefined || this.#current === '') return;
    const value = this.#fields.get(this.#current) ?? '';
    if (value.length <= maxFieldLength) this.#fields.set(this.#current, `${value}\n${line.trim()}`);
  }

  #end(): Stanza | undefined {
    if (this.#start === 0) return undefined;
    const stanza = { fields: this.#fields, line: this.#start, damaged: this.#damaged };
    this.#fields = new Map();
    this.#start = 0;
    this.#damaged = 0;
    this.#current = undefined;
    return stanza;
  }
}

function isBlank(line: string): boolean {
  return line === '' || line.trim() === '';
}
