import { quote } from '#kit/text.ts';
import type { YamlEntry, YamlNode, YamlScalar } from '#yaml/node.ts';
import { entriesOf, resolve, textOf, type YamlValue } from '#yaml/read.ts';
import { type Diagnostics, RuleFault } from './diagnostics.ts';
import { type FilePlace, RuleText } from './rule-text.ts';
import { suggested } from './suggest.ts';

const yes = new Set(['y', 'yes', 'true', 'on']);
const no = new Set(['n', 'no', 'false', 'off']);

/** Reads the keys of one map of a rule file. Of a key that stands twice the first counts, as in Falco. */
export class ItemReader {
  readonly file: string;
  readonly node: YamlNode;
  /** What the item is, for messages: `rule "Terminal shell in container"`. */
  name: string | undefined;
  readonly #entries: ReadonlyMap<string, YamlEntry>;

  constructor(file: string, node: YamlNode, name?: string) {
    this.file = file;
    this.node = node;
    this.name = name;
    const entries = new Map<string, YamlEntry>();
    for (const entry of entriesOf(node, { merge: true })) {
      const key = textOf(entry.key);
      if (key !== undefined && !entries.has(key)) entries.set(key, entry);
    }
    this.#entries = entries;
  }

  get keys(): Iterable<string> {
    return this.#entries.keys();
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The value of a key; `undefined` when the key is absent. */
  value(key: string): YamlValue | undefined {
    return resolve(this.#entries.get(key)?.value);
  }

  placeOf(node: YamlNode | undefined = this.node): FilePlace {
    const { line, column } = (node ?? this.node).range;
    return { file: this.file, line, column };
  }

  placeOfKey(key: string): FilePlace {
    return this.placeOf(this.#entries.get(key)?.key);
  }

  fault(message: string, node?: YamlNode, code = 'item', more: { suggestion?: string } = {}) {
    const item = this.name === undefined ? {} : { item: this.name };
    return new RuleFault({ code, message, ...item, ...more }, this.placeOf(node));
  }

  /** A scalar that is not empty; `undefined` when the key is absent. */
  scalar(key: string): YamlScalar | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const value = resolve(entry.value);
    if (value?.kind !== 'scalar')
      throw this.fault(`the value of ${quote(key)} is not a scalar`, entry.key);
    if (value.text === '' || isNull(value))
      throw this.fault(`the value of ${quote(key)} is empty`, entry.key);
    return value;
  }

  text(key: string): string | undefined {
    return this.scalar(key)?.text;
  }

  /** As `text`, where an empty value means none. */
  textOrEmpty(key: string): string | undefined {
    const value = this.value(key);
    if (value?.kind === 'scalar' && (value.text === '' || isNull(value))) return undefined;
    return this.text(key);
  }

  /** A scalar that must be there. */
  required(key: string): YamlScalar {
    const scalar = this.scalar(key);
    if (scalar === undefined)
      throw this.fault(`the key ${quote(key)} is missing`, this.node, 'missing-key');
    return scalar;
  }

  ruleText(key: string): RuleText {
    return new RuleText(this.file, this.required(key));
  }

  flag(key: string): boolean | undefined {
    const scalar = this.scalar(key);
    if (scalar === undefined) return undefined;
    const word = scalar.text.toLowerCase();
    if (yes.has(word)) return true;
    if (no.has(word)) return false;
    throw this.fault(`the value of ${quote(key)} is not true or false`, scalar);
  }

  /** A list of scalars; an error when the key is absent. */
  scalars(key: string): readonly YamlScalar[] {
    return this.items(key).map((item) => {
      const value = resolve(item);
      if (value?.kind === 'scalar') return value;
      throw this.fault(`an item of ${quote(key)} is not a scalar`, item);
    });
  }

  /** The nodes of a list; an error when the key is absent or holds something else. */
  items(key: string): readonly YamlNode[] {
    const value = this.value(key);
    if (value === undefined)
      throw this.fault(`the key ${quote(key)} is missing`, this.node, 'missing-key');
    if (value.kind === 'list') return value.items;
    throw this.fault(`the value of ${quote(key)} is not a list`, value);
  }

  /** Warns of every key that is not among `known`. */
  warnUnknown(known: readonly string[], diagnostics: Diagnostics): void {
    for (const key of this.keys) {
      if (known.includes(key)) continue;
      const message = `unknown key ${quote(key)}; it is ignored`;
      const item = this.name === undefined ? {} : { item: this.name };
      diagnostics.warn(
        { code: 'unknown-key', message, ...item, ...suggested(key, known) },
        this.placeOfKey(key),
      );
    }
  }
}

/** Whether nothing is written, `~` or `null`. */
export function isNull(scalar: YamlScalar): boolean {
  return scalar.value === null && scalar.style === 'plain';
}
