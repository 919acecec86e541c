import { linesOf } from '../lines.ts';

/** One package of apk's database. `line` is where it begins, from 1; `damaged` counts lines that are no field. */
export interface ApkRecord {
  /** By letter: `P` name, `V` version, `A` architecture, `L` licence, `o` origin, `D` depends, `p` provides, `m` maintainer. */
  readonly fields: ReadonlyMap<string, string>;
  /** Absolute paths. */
  readonly files: readonly string[];
  /** What stands in `Z:` behind each file, as written; '' where nothing does. */
  readonly checksums: readonly string[];
  readonly line: number;
  readonly damaged: number;
}

const wanted: ReadonlySet<string> = new Set(['P', 'V', 'A', 'L', 'o', 'D', 'p', 'm']);

/**
 * Reads apk's `installed` (apk-package(5), installed database of apk-tools 2): `X:value` lines, an empty line after every
 * package; `F:` opens a directory, `R:` names a file in it, and `Z:` behind it its checksum. Letters are case-sensitive. Never throws.
 */
export function* readApkRecords(text: string): Iterable<ApkRecord> {
  const reader = new RecordReader();
  for (const line of linesOf(text)) {
    const done = reader.line(line);
    if (done !== undefined) yield done;
  }
  const last = reader.line('');
  if (last !== undefined) yield last;
}

class RecordReader {
  #fields = new Map<string, string>();
  #files: string[] = [];
  #checksums: string[] = [];
  #directory = '';
  #number = 0;
  #start = 0;
  #damaged = 0;

  /** Takes a line; an empty one ends the record, which is then returned. */
  line(line: string): ApkRecord | undefined {
    this.#number += 1;
    if (line.trim() === '') return this.#end();
    if (this.#start === 0) this.#start = this.#number;
    if (line[1] === ':') this.#field(line[0] ?? '', line.slice(2).trim());
    else this.#damaged += 1;
    return undefined;
  }

  #field(letter: string, value: string): void {
    if (letter === 'F') this.#directory = value === '' ? '' : `/${value}`;
    else if (letter === 'R') this.#file(value);
    else if (letter === 'Z') this.#checksum(value);
    else if (wanted.has(letter)) this.#fields.set(letter, value);
  }

  #file(name: string): void {
    this.#files.push(`${this.#directory}/${name}`);
    this.#checksums.push('');
  }

  #checksum(value: string): void {
    const last = this.#checksums.length - 1;
    if (last >= 0 && this.#checksums[last] === '') this.#checksums[last] = value;
  }

  #end(): ApkRecord | undefined {
    if (this.#start === 0) return undefined;
    const record = {
      fields: this.#fields,
      files: this.#files,
      checksums: this.#checksums,
      line: this.#start,
      damaged: this.#damaged,
    };
    this.#fields = new Map();
    this.#files = [];
    this.#checksums = [];
    this.#directory = '';
    this.#start = 0;
    this.#damaged = 0;
    return record;
  }
}
