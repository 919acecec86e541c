import { CaissonError } from '#kit/error.ts';
import type { YamlMapping, YamlValue } from './block-yaml-value.ts';

/** A scalar on one line without its quotes and the comment behind it. */
export function scalarText(text: string): string {
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1);
    return end < 0 ? text.slice(1) : text.slice(1, end);
  }
  const comment = text.search(/\s#/);
  const plain = (comment < 0 ? text : text.slice(0, comment)).trimEnd();
  return plain === '~' || plain === 'null' ? '' : plain;
}

/** Where the colon behind the key of `key: value` stands; -1 when the text is no pair. */
export function keyEnd(text: string): number {
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1) + 1;
    return end > 0 && /^:(?:\s|$)/.test(text.slice(end, end + 2)) ? end : -1;
  }
  if (quote === '[' || quote === '{') return -1;
  const end = text.indexOf(': ');
  if (end >= 0) return end;
  return text.endsWith(':') ? text.length - 1 : -1;
}

/** A flow collection on one line: `[a, b]`, `{a: b}`, nested. What follows its end is dropped. Throws `limit.depth`. */
export function parseFlow(text: string, maxDepth: number): YamlValue {
  return new FlowReader(text, maxDepth).value(0);
}

class FlowReader {
  readonly #text: string;
  readonly #maxDepth: number;
  #at = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  value(depth: number): YamlValue {
    if (depth > this.#maxDepth)
      throw new CaissonError('limit.depth', 'the YAML is nested too deeply');
    const first = this.#peek();
    if (first === '[') return this.#list(depth);
    return first === '{' ? this.#mapping(depth) : this.#scalar();
  }

  #list(depth: number): readonly YamlValue[] {
    const items: YamlValue[] = [];
    this.#at += 1;
    while (!this.#isEnd(']')) {
      items.push(this.value(depth + 1));
      this.#skip(',');
    }
    this.#at += 1;
    return items;
  }

  #mapping(depth: number): YamlMapping {
    const mapping = Object.create(null) as Record<string, YamlValue>;
    this.#at += 1;
    while (!this.#isEnd('}')) {
      const key = this.#scalar();
      mapping[key] = this.#skip(':') ? this.value(depth + 1) : '';
      this.#skip(',');
    }
    this.#at += 1;
    return mapping;
  }

  /** Always moves on, so that every loop over values ends. */
  #scalar(): string {
    const first = this.#peek();
    const start = this.#at;
    if (first === '"' || first === "'") {
      const end = this.#text.indexOf(first, start + 1);
      this.#at = end < 0 ? this.#text.length : end + 1;
      return this.#text.slice(start + 1, end < 0 ? undefined : end);
    }
    this.#at += 1;
    while (this.#at < this.#text.length && !this.#isMark()) this.#at += 1;
    return scalarText(this.#text.slice(start, this.#at).trim());
  }

  #isMark(): boolean {
    const char = this.#text[this.#at] ?? '';
    if (char === ':') return /^(?:\s|$)/.test(this.#text.charAt(this.#at + 1));
    return ',[]{}'.includes(char);
  }

  #peek(): string {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
    return this.#text[this.#at] ?? '';
  }

  #isEnd(mark: string): boolean {
    const char = this.#peek();
    return char === '' || char === mark;
  }

  #skip(mark: string): boolean {
    if (this.#peek() !== mark) return false;
    this.#at += 1;
    return true;
  }
}
