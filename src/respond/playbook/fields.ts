import { isSlip } from '#kit/edit-distance.ts';
import { quote } from '#kit/text.ts';
import type { YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf, member, resolve, textOf } from '#yaml/read.ts';
import { unknownText } from '../action/options.ts';
import { tryParseDuration } from '../duration.ts';
import type { Problems } from './problem.ts';

const maxItems = 1000;
const maxText = 4096;

/** A map in a file of ours: strict, so every key must be known, and what is wrong is said with its place. */
export class Fields {
  readonly #node: YamlNode | undefined;
  readonly #problems: Problems;

  /** `known`: all keys that may stand in it. A node that is absent is an empty map. */
  constructor(node: YamlNode | undefined, known: readonly string[], problems: Problems) {
    this.#node = node;
    this.#problems = problems;
    const value = resolve(node);
    if (value === undefined || (value.kind === 'scalar' && value.value === null)) return;
    if (value.kind !== 'map') problems.add(value.range, 'a map is wanted here');
    for (const { key } of entriesOf(node)) {
      const name = textOf(key) ?? '';
      if (!known.includes(name)) problems.add(key.range, unknownText(name, known));
    }
  }

  node(key: string): YamlNode | undefined {
    return member(this.#node, key);
  }

  has(key: string): boolean {
    return this.node(key) !== undefined;
  }

  fields(key: string, known: readonly string[]): Fields {
    return new Fields(this.node(key), known, this.#problems);
  }

  /** Says that something is missing, at the place of the map. */
  need(key: string): void {
    if (!this.has(key)) this.#problems.add(this.#node?.range, `${quote(key)} is missing`);
  }

  text(key: string): string | undefined {
    const node = this.node(key);
    const text = textOf(node);
    if (node === undefined || isText(text)) return text;
    this.#wrong(key, 'text');
    return undefined;
  }

  word<Word extends string>(key: string, words: readonly Word[]): Word | undefined {
    const node = this.node(key);
    const text = textOf(node) ?? '';
    const found = words.find((word) => word === text);
    if (node === undefined || found !== undefined) return found;
    const near = words.find((word) => isSlip(word, text));
    const meant = near === undefined ? '' : `: did you mean ${quote(near)}?`;
    this.#wrong(key, `one of ${words.join(', ')}${meant}`);
    return undefined;
  }

  count(key: string): number | undefined {
    const value = this.#scalar(key);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    this.#wrong(key, 'a whole number of 0 or more');
    return undefined;
  }

  duration(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const duration = tryParseDuration(text);
    if (duration === undefined) this.#wrong(key, 'a duration such as 10m or 1h');
    return duration;
  }

  /** `"25%"` or a number from 0 to 1. */
  share(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const match = /^(\d{1,3}(?:\.\d{1,6})?)(%?)$/.exec(text);
    const share = Number(match?.[1]) / (match?.[2] === '%' ? 100 : 1);
    if (match !== null && share <= 1) return share;
    this.#wrong(key, 'a share such as 25% or 0.25');
    return undefined;
  }

  texts(key: string): readonly string[] | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const items = itemsOf(node).map(textOf);
    const isList = resolve(node)?.kind === 'list' && items.length <= maxItems;
    if (isList && items.every(isText)) return items;
    this.#wrong(key, 'a list of texts');
    return undefined;
  }

  labels(key: string): Readonly<Record<string, string>> | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const pairs = entriesOf(node).map((entry) => [textOf(entry.key), textOf(entry.value)] as const);
    if (resolve(node)?.kind !== 'map' || !pairs.flat().every((text) => text !== undefined))
      this.#wrong(key, 'a map of labels to texts');
    return Object.fromEntries(pairs.map(([name = '', text = '']) => [name, text]));
  }

  #scalar(key: string): string | number | boolean | null | undefined {
    const value = resolve(this.node(key));
    if (value === undefined || value.kind === 'scalar') return value?.value;
    this.#wrong(key, 'a single value');
    return undefined;
  }

  #wrong(key: string, wanted: string): void {
    this.#problems.add(this.node(key)?.range, `${quote(key)} must be ${wanted}`);
  }
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text !== '' && text.length <= maxText;
}
