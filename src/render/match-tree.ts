import type { Rendered } from '#kube/object.ts';
import type { YamlNode } from '#yaml/node.ts';
import { parseYaml } from '#yaml/parse.ts';
import { entriesOf, itemsOf, member, resolve, textOf } from '#yaml/read.ts';
import { matchLines } from './align.ts';

/** A file that objects come from, read once for all of them. */
export class SourceFile {
  readonly #text: string;
  #roots: readonly YamlNode[] | undefined;

  constructor(bytes: Uint8Array) {
    this.#text = Buffer.from(bytes).toString('utf8');
  }

  /**
   * Which of its lines each line of an object comes from that a program made of it, with sorted and changed fields: fields by their
   * names, entries of lists by `name`. What the program added stands where the field around it does.
   */
  linesOf(made: string): Rendered {
    const object = parseYaml(Buffer.from(made)).documents[0]?.root;
    this.#roots ??= parseYaml(Buffer.from(this.#text)).documents.flatMap(({ root }) => root ?? []);
    const source = object && sourceOf(object, this.#roots);
    if (object === undefined || source === undefined) return matchLines(made, this.#text);
    const lines = new Map<number, number>();
    walk(object, source, source.range.line, lines);
    return { lineOf: (line) => lines.get(line) };
  }
}

/** The object of the same kind and name; programs put something before or behind names. */
function sourceOf(object: YamlNode, roots: readonly YamlNode[]): YamlNode | undefined {
  const kind = textOf(member(object, 'kind'));
  const name = nameOf(object) ?? '';
  const same = roots
    .flatMap((root) => [root, ...itemsOf(member(root, 'items'))])
    .filter((root) => textOf(member(root, 'kind')) === kind);
  return (
    same.find((root) => nameOf(root) === name) ??
    same.find((root) => name.includes(nameOf(root) ?? '\n')) ??
    (same.length === 1 ? same[0] : undefined)
  );
}

function nameOf(root: YamlNode): string | undefined {
  return textOf(member(member(root, 'metadata'), 'name'));
}

/** `around`: the line of the nearest field that the source has. */
function walk(
  made: YamlNode,
  source: YamlNode | undefined,
  around: number,
  lines: Map<number, number>,
): void {
  const known = new Map(entriesOf(source).map((entry) => [textOf(entry.key), entry]));
  for (const { key, value } of entriesOf(made)) {
    const entry = known.get(textOf(key));
    const line = entry?.key.range.line ?? around;
    note(lines, key.range.line, line);
    walk(value, entry && resolve(entry.value), line, lines);
  }
  const items = itemsOf(source);
  const named = new Map(items.map((item) => [labelOf(item), item]));
  for (const [at, item] of itemsOf(made).entries()) {
    const label = labelOf(item);
    const other = label === undefined ? items[at] : named.get(label);
    const line = other?.range.line ?? around;
    walk(item, other, line, lines); // its first field stands in the same line, and tells more
    note(lines, item.range.line, line);
  }
}

/** What tells an entry of a list from the others. */
function labelOf(item: YamlNode): string | undefined {
  return textOf(item) ?? textOf(member(item, 'name'));
}

function note(lines: Map<number, number>, line: number, source: number): void {
  if (!lines.has(line)) lines.set(line, source);
}
