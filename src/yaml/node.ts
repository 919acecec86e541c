import type { SourceRange } from '#model/source-range.ts';

/** A value in a YAML 1.2 document (core schema), with the place where it stands. */
export type YamlNode = YamlScalar | YamlMap | YamlList | YamlAlias;

interface NodeBase {
  /** The value itself, without key, anchor, tag and the comment behind it. */
  readonly range: SourceRange;
  readonly anchor?: string;
  /** Explicit tag as written: `!reference`, `!!str`. */
  readonly tag?: string;
}

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  /** As the core schema resolves it; text for quoted and block scalars. Integers beyond 2^53 stay text. */
  readonly value: string | number | boolean | null;
  /** The content as text: escapes resolved, lines folded, indentation removed. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  /** The place of `text[index]` in the source, through escapes, folding and indentation. `index` may be `text.length`. */
  placeOf(index: number): SourcePlace;
}

/** A point in a source text; see `SourceRange`. */
export interface SourcePlace {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export interface YamlMap extends NodeBase {
  readonly kind: 'map';
  /** In the order of the file, doubles included (they are also a problem). */
  readonly entries: readonly YamlEntry[];
  /** Written with braces. */
  readonly flow: boolean;
}

export interface YamlEntry {
  readonly key: YamlNode;
  /** A null scalar of no length where nothing is written. */
  readonly value: YamlNode;
}

export interface YamlList extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
}

/** `*name`. `target` is absent when the anchor is not defined before it (also a problem). */
export interface YamlAlias extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
  readonly target?: YamlNode;
}

export interface YamlDocument {
  /** Absent for an empty document. */
  readonly root?: YamlNode;
  readonly range: SourceRange;
}

export interface YamlComment {
  /** Without `#` and blanks around. */
  readonly text: string;
  readonly range: SourceRange;
  /** Nothing but blanks stands before it on its line. */
  readonly alone: boolean;
}

/** Something that is no YAML 1.2. What could be read around it stands in the documents. */
export interface YamlProblem {
  readonly message: string;
  readonly range: SourceRange;
}

export interface YamlText {
  readonly documents: readonly YamlDocument[];
  readonly comments: readonly YamlComment[];
  /** At most 100. */
  readonly problems: readonly YamlProblem[];
}
