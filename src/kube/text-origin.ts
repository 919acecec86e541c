import type { Location } from '#model/location.ts';
import type { YamlNode } from '#yaml/node.ts';
import { openYaml } from '#yaml/parse.ts';
import { itemsOf, member } from '#yaml/read.ts';
import type { ManifestText } from './manifest-text.ts';
import type { Origin, Rendered } from './object.ts';

/** An item of a list that begins further right is read again with all of the list. */
const maxColumn = 200;

/** The list that an object is an item of, and its number. */
interface ItemPlace {
  readonly list: TextOrigin;
  readonly at: number;
}

interface Keeping {
  /** Its tree is kept all the time. */
  readonly isKept: boolean;
  readonly item?: ItemPlace;
}

/**
 * Where an object was read in a text. Its tree takes thirty times the bytes of its text, so it is not kept: when somebody asks for
 * it later, the object is read again.
 */
export class TextOrigin implements Origin {
  readonly isText = true;
  readonly #text: ManifestText;
  readonly #item: ItemPlace | undefined;
  readonly #start: number;
  readonly #end: number;
  readonly #line: number;
  readonly #column: number;
  readonly #endLine: number;
  readonly #isBlock: boolean;
  readonly #own: YamlNode | undefined;

  constructor(text: ManifestText, node: YamlNode, { isKept, item }: Keeping) {
    const { start, end, line, column, endLine } = node.range;
    this.#line = line;
    this.#endLine = endLine;
    this.#text = text;
    this.#item = item;
    this.#start = start;
    this.#end = end;
    this.#column = column;
    this.#isBlock = node.kind === 'map' && !node.flow;
    if (isKept) this.#own = node;
    else this.#keep(node);
  }

  get lines(): { readonly from: number; readonly to: number } {
    return { from: this.#line, to: this.#endLine };
  }

  get place(): Location {
    return { path: this.#text.path, line: this.#line, column: this.#column };
  }

  get rendered(): Rendered | undefined {
    return this.#text.rendered;
  }

  get source(): Uint8Array | undefined {
    return this.#text.bytes();
  }

  get node(): YamlNode | undefined {
    const known = this.#own ?? this.#text.recent.nodeOf(this);
    if (known !== undefined) return known;
    const node = this.#readAgain() ?? this.#itemAgain();
    if (node !== undefined) this.#keep(node);
    return node;
  }

  /** The origins of the items of a list, in their order. */
  items(): readonly TextOrigin[] {
    return itemsOf(member(this.node, 'items')).map(
      (node, at) =>
        new TextOrigin(this.#text, node, {
          isKept: this.#own !== undefined,
          item: { list: this, at },
        }),
    );
  }

  #keep(node: YamlNode): void {
    this.#text.recent.keepNode(this, node, this.#end - this.#start);
  }

  /** Of its own bytes; `undefined` where they do not say all: what stands behind an anchor elsewhere. */
  #readAgain(): YamlNode | undefined {
    const part = this.#ownBytes();
    if (part === undefined) return undefined;
    const margin = this.#column - 1;
    const cutAt = { offset: this.#start - margin, line: this.#line - 1 };
    const { documents, problems } = openYaml(part, this.#text.limits, cutAt);
    for (const { root } of documents) {
      const isSame = root?.range.start === this.#start && root.range.end === this.#end;
      return isSame && problems.length === 0 ? root : undefined;
    }
    return undefined;
  }

  /** The bytes of the value with blanks before it, so that it stands in its column. */
  #ownBytes(): Uint8Array | undefined {
    if (this.#column > maxColumn) return undefined;
    const bytes = this.#text.bytes();
    if (bytes === undefined) return undefined;
    const margin = this.#column - 1;
    const part = bytes.subarray(
      this.#start,
      this.#isBlock ? lineBehind(bytes, this.#end) : this.#end,
    );
    return margin === 0 ? part : Buffer.concat([Buffer.alloc(margin, 0x20), part]);
  }

  #itemAgain(): YamlNode | undefined {
    if (this.#item === undefined) return undefined;
    const { list, at } = this.#item;
    return itemsOf(member(list.node, 'items'))[at];
  }
}

/** The byte behind the line that `end` stands in. */
function lineBehind(bytes: Uint8Array, end: number): number {
  const found = bytes.indexOf(0x0a, end);
  return found < 0 ? bytes.length : found + 1;
}
