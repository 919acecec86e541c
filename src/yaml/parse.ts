import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { CaissonError } from '#kit/error.ts';
import type { SourceRange } from '#model/source-range.ts';
import type { YamlEntry, YamlNode, YamlText } from './node.ts';

/** Bounds on a YAML text. `maxDepth` counts collections within collections, `maxNodes` every key and value. */
export interface YamlLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxNodes: number;
  readonly maxDocuments: number;
}

export const defaultYamlLimits: YamlLimits = {
  maxBytes: 4 * 1024 * 1024,
  maxDepth: 100,
  maxNodes: 1_000_000,
  maxDocuments: 10_000,
};

/**
 * Reads all documents of a YAML 1.2 text with the places of all values (byte offsets of `source`, of its UTF-8 when it is
 * a string). What is no YAML becomes a problem and the rest is still read. Throws only `limit.*`.
 */
export function parseYaml(source: string | Uint8Array, limits: Partial<YamlLimits> = {}): YamlText {
  const bounds = { ...defaultYamlLimits, ...limits };
  if (source.length > bounds.maxBytes)
    throw new CaissonError('limit.size', 'the YAML is too large');
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false });
  if (!Array.isArray(parsed)) return { documents: [], comments: [], problems: [] };
  return new Bridge(lines).text(parsed);
}

class Bridge {
  readonly #lines: LineCounter;
  readonly #seen = new Map<string, YamlNode>();

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  text(parsed: readonly ReturnType<typeof parseAllDocuments>[number][]): YamlText {
    const documents = parsed.map((one) => {
      const at = one.range ?? [0, 0, 0];
      const root = one.contents as Node | null;
      const range = this.#range(at[0], at[1]);
      return root === null ? { range } : { range, root: this.#node(root, at[0]) };
    });
    const problems = parsed.flatMap((one) =>
      one.errors.map((error) => ({ message: error.message, range: this.#range(...error.pos) })),
    );
    return { documents, comments: [], problems: problems.slice(0, 100) };
  }

  #node(node: Node | null, at: number): YamlNode {
    if (node === null) return this.#scalar(null, '', this.#range(at, at));
    const range = this.#range(node.range?.[0] ?? at, node.range?.[1] ?? at);
    if (isAlias(node)) return this.#alias(node.source, range);
    const read = this.#plainNode(node, range);
    const tagged = node.tag === undefined ? read : { ...read, tag: node.tag };
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (typeof anchor !== 'string') return tagged;
    const named = { ...tagged, anchor };
    this.#seen.set(anchor, named);
    return named;
  }

  #alias(name: string, range: SourceRange): YamlNode {
    const target = this.#seen.get(name);
    return target === undefined
      ? { kind: 'alias', name, range }
      : { kind: 'alias', name, range, target };
  }

  #plainNode(node: Node, range: SourceRange): YamlNode {
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }): YamlEntry => {
        const first = this.#node(key as Node | null, range.start);
        return { key: first, value: this.#node(value as Node | null, first.range.end) };
      });
      return { kind: 'map', entries, flow: node.flow === true, range };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#node(item as Node | null, range.start));
      return { kind: 'list', items, flow: node.flow === true, range };
    }
    const value: unknown = isScalar(node) ? node.value : null;
    return this.#scalar(value, isScalar(node) ? (node.source ?? '') : '', range);
  }

  #scalar(value: unknown, text: string, range: SourceRange): YamlNode {
    const lines = this.#lines;
    return {
      kind: 'scalar',
      value:
        typeof value === 'number' || typeof value === 'boolean' || value === null ? value : text,
      text,
      style: 'plain',
      range,
      placeOf(index) {
        const place = lines.linePos(range.start + index);
        return { offset: range.start + index, line: place.line, column: place.col };
      },
    };
  }

  #range(start: number, end: number): SourceRange {
    const first = this.#lines.linePos(start);
    const last = this.#lines.linePos(end);
    return {
      start,
      end,
      line: Math.max(first.line, 1),
      column: Math.max(first.col, 1),
      endLine: Math.max(last.line, 1),
      endColumn: Math.max(last.col, 1),
    };
  }
}
