import { CaissonError } from '#kit/error.ts';

/** A value that PHP's `serialize` wrote: scalars as text (bytes as latin-1), arrays as maps by key; objects are not read. */
export type PhpValue = string | ReadonlyMap<string, PhpValue>;

/** Bounds on the value. */
export interface PhpLimits {
  readonly maxDepth: number;
  readonly maxValues: number;
}

/** Parses one value (PHP manual, `serialize`). Throws `input.malformed`, `limit.depth`, `limit.entries`. */
export function parsePhpSerialized(bytes: Uint8Array, limits: PhpLimits): PhpValue {
  return new Reader(Buffer.from(bytes).toString('latin1'), limits).value(0);
}

class Reader {
  readonly #text: string;
  readonly #limits: PhpLimits;
  #at = 0;
  #count = 0;

  constructor(text: string, limits: PhpLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  value(depth: number): PhpValue {
    this.#count += 1;
    if (depth > this.#limits.maxDepth)
      throw new CaissonError('limit.depth', 'the PHP value is nested too deeply');
    if (this.#count > this.#limits.maxValues)
      throw new CaissonError('limit.entries', 'the PHP value has too many parts');
    const type = this.#text[this.#at];
    this.#at += 2;
    switch (type) {
      case 's':
        return this.#string();
      case 'a':
        return this.#array(depth);
      case 'N':
        return '';
      case 'i':
      case 'd':
      case 'b':
        return this.#until(';');
      default:
        throw malformed();
    }
  }

  #string(): string {
    const length = Number(this.#until(':'));
    const start = this.#at + 1;
    if (!Number.isInteger(length) || start + length + 2 > this.#text.length) throw malformed();
    this.#at = start + length + 2;
    return this.#text.slice(start, start + length);
  }

  #array(depth: number): ReadonlyMap<string, PhpValue> {
    const size = Number(this.#until(':'));
    if (!Number.isInteger(size) || size < 0) throw malformed();
    const map = new Map<string, PhpValue>();
    this.#at += 1;
    for (let left = size; left > 0; left -= 1) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string') throw malformed();
      map.set(key, this.value(depth + 1));
    }
    this.#at += 1;
    return map;
  }

  #until(mark: string): string {
    const end = this.#text.indexOf(mark, this.#at);
    if (end < 0 || end - this.#at > 40) throw malformed();
    const text = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return text;
  }
}

function malformed(): CaissonError {
  return new CaissonError('input.malformed', 'the file is no serialised PHP value');
}
