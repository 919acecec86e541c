import type { YamlNode } from './node.ts';
import type { Reader } from './reader.ts';

/** The keys of a map so far; one that comes again is a problem. */
export class KeySet {
  readonly #reader: Reader;
  #first: string | undefined;
  #all: Set<string> | undefined;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  add(key: YamlNode): void {
    if (key.kind !== 'scalar') return;
    const name = typeof key.value === 'string' ? key.text : `${typeof key.value} ${key.text}`;
    if (this.#first === undefined) {
      this.#first = name;
      return;
    }
    this.#all ??= new Set([this.#first]);
    if (!this.#all.has(name)) this.#all.add(name);
    else if (name !== '<<') {
      const shown = JSON.stringify(key.text.slice(0, 60));
      this.#reader.problemAt(`the key ${shown} stands here twice`, key.range);
    }
  }
}
