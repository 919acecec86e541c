import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { YamlLimits } from '#yaml/limits.ts';
import type { YamlNode } from '#yaml/node.ts';
import type { Rendered } from './object.ts';

/** Bytes of text whose trees are kept: a tree takes about thirty times as much. */
const maxNodeBytes = 2 ** 18;
/** Bytes of files that are kept. */
const maxTextBytes = 8 * 2 ** 20;

/** The trees and files that were looked into last: one for everything that is read together. */
export class RecentTexts {
  readonly #nodes = new Recent<YamlNode>(maxNodeBytes);
  readonly #texts = new Recent<Uint8Array>(maxTextBytes);

  nodeOf(owner: object): YamlNode | undefined {
    return this.#nodes.find(owner);
  }

  /** `size` is the number of bytes that the tree was made of. */
  keepNode(owner: object, node: YamlNode, size: number): void {
    this.#nodes.keep(owner, node, size);
  }

  bytesOf(owner: object): Uint8Array | undefined {
    return this.#texts.find(owner);
  }

  keepBytes(owner: object, bytes: Uint8Array): void {
    this.#texts.keep(owner, bytes, bytes.length);
  }
}

/** Values up to a size together, and always the last one; those that came first make room. */
class Recent<Value> {
  readonly #values = new Map<object, { readonly value: Value; readonly size: number }>();
  readonly #maxSize: number;
  #size = 0;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  find(owner: object): Value | undefined {
    return this.#values.get(owner)?.value;
  }

  keep(owner: object, value: Value, size: number): void {
    if (this.#values.has(owner)) return;
    this.#values.set(owner, { value, size });
    this.#size += size;
    for (const [first, { size: freed }] of this.#values) {
      if (this.#size <= this.#maxSize || first === owner) return;
      this.#values.delete(first);
      this.#size -= freed;
    }
  }
}

/** How a text can be looked into later. */
export interface Rereading {
  readonly recent: RecentTexts;
  /** Reads its bytes once more, so that they need not be kept; `undefined` when they are no longer there. */
  readonly again?: (() => Uint8Array | undefined) | undefined;
}

/** A text that objects are read from. */
export class ManifestText {
  readonly path: string;
  readonly rendered: Rendered | undefined;
  readonly recent: RecentTexts;
  readonly limits: Partial<YamlLimits>;
  /** Parts of it say what they say in the whole. */
  readonly isPlain: boolean;
  readonly #again: () => Uint8Array | undefined;
  readonly #sum: number;

  constructor(
    path: string,
    bytes: Uint8Array,
    how: Rereading & {
      readonly limits: Partial<YamlLimits>;
      readonly rendered?: Rendered | undefined;
    },
  ) {
    const { recent, again, limits, rendered } = how;
    this.path = path;
    this.rendered = rendered;
    this.recent = recent;
    this.limits = limits;
    // UTF-16 with zeros between its letters is valid UTF-8 too
    this.isPlain = isUtf8(bytes) && bytes[0] !== 0 && bytes[1] !== 0;
    this.#again = again ?? (() => bytes);
    this.#sum = again === undefined ? 0 : crc32(bytes);
    recent.keepBytes(this, bytes);
  }

  /** The bytes; `undefined` when the file is gone, or is another one meanwhile. */
  bytes(): Uint8Array | undefined {
    const known = this.recent.bytesOf(this);
    if (known !== undefined) return known;
    const bytes = this.#again();
    if (bytes === undefined || (this.#sum !== 0 && crc32(bytes) !== this.#sum)) return undefined;
    this.recent.keepBytes(this, bytes);
    return bytes;
  }
}
