import { appendFileSync, closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Largest number of characters that wait in memory for one file. */
const bufferedChars = 64 * 2 ** 10;
const chunkBytes = 256 * 2 ** 10;

/**
 * Values on disk, one JSON text a line, in as many files as there are names: what a build gathers from feeds would not fit in
 * memory. Only values of this program are written and read. Names must be safe as file names.
 */
export class FactSpool<Value> {
  readonly #directory: string;
  readonly #waiting = new Map<string, string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** In the order of their first use. */
  get names(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  add(name: string, value: Value): void {
    const text = `${this.#waiting.get(name) ?? ''}${JSON.stringify(value)}\n`;
    if (text.length < bufferedChars) {
      this.#waiting.set(name, text);
      return;
    }
    appendFileSync(this.#path(name), text);
    this.#waiting.set(name, '');
  }

  /** All values of a name, in the order in which they were added. */
  *read(name: string): Iterable<Value> {
    const path = this.#path(name);
    if (existsSync(path)) for (const line of linesOf(path)) yield this.#parse(line);
    for (const line of (this.#waiting.get(name) ?? '').split('\n'))
      if (line !== '') yield this.#parse(line);
  }

  /** What this program wrote a moment ago into a private directory. */
  #parse(line: string): Value {
    return JSON.parse(line) as Value;
  }

  #path(name: string): string {
    return join(this.#directory, `${name}.jsonl`);
  }
}

function* linesOf(path: string): Iterable<string> {
  const descriptor = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let rest: Buffer = Buffer.alloc(0);
  try {
    for (
      let count = readSync(descriptor, buffer);
      count > 0;
      count = readSync(descriptor, buffer)
    ) {
      const bytes = Buffer.concat([rest, buffer.subarray(0, count)]);
      const end = bytes.lastIndexOf(0x0a);
      rest = bytes.subarray(end + 1);
      if (end >= 0) yield* bytes.toString('utf8', 0, end).split('\n');
    }
  } finally {
    closeSync(descriptor);
  }
}
