import { char, isFlowIndicator } from './character.ts';
import { KeySet } from './key-set.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode } from './node.ts';
import { plainLine, plainStop, plainText } from './plain-scalar.ts';
import {
  emptyNode,
  joined,
  type Properties,
  readAlias,
  readProperties,
  scalarNode,
  withProperties,
} from './property.ts';
import { quotedText } from './quoted-scalar.ts';
import type { Reader } from './reader.ts';

/** A value that begins with a quote, bracket, brace or star, without properties; its lines stand right of column `indent`. */
export function flowLeaf(reader: Reader, indent: number, inFlow: boolean): YamlNode {
  switch (reader.code()) {
    case char.openList:
    case char.openMap:
      return flowCollection(reader, indent);
    case char.star:
      return readAlias(reader, inFlow);
    default:
      return scalarNode(reader, quotedText(reader, indent));
  }
}

/** Whether a value at the reader is one for `flowLeaf`. */
export function startsLeaf(code: number): boolean {
  return (
    code === char.openList ||
    code === char.openMap ||
    code === char.star ||
    code === char.double ||
    code === char.single
  );
}

/** Whether `code` cannot begin a plain scalar (YAML 1.2.2, section 7.3.3). */
export function isReserved(code: number): boolean {
  return (
    isFlowIndicator(code) ||
    code === char.hash ||
    code === char.percent ||
    code === char.at ||
    code === char.backtick ||
    code === char.pipe ||
    code === char.greater
  );
}

function flowCollection(reader: Reader, indent: number): YamlMap | YamlList {
  reader.count();
  reader.enter();
  const collection = new FlowReader(reader, indent).read();
  reader.leave();
  return collection;
}

class FlowReader {
  readonly #reader: Reader;
  readonly #indent: number;
  readonly #isMap: boolean;
  readonly #start: number;
  readonly #items: YamlNode[] = [];
  readonly #entries: YamlEntry[] = [];
  readonly #keys: KeySet;
  /** An item was read and no comma since. */
  #wantsComma = false;
  #hasWarned = false;

  constructor(reader: Reader, indent: number) {
    this.#reader = reader;
    this.#indent = indent;
    this.#start = reader.pos;
    this.#isMap = reader.code() === char.openMap;
    this.#keys = new KeySet(reader);
  }

  read(): YamlMap | YamlList {
    const reader = this.#reader;
    reader.pos += 1;
    reader.lastEnd = reader.pos;
    let isOpen = true;
    while (isOpen) isOpen = this.#next();
    const range = reader.source.range(this.#start, reader.lastEnd);
    return this.#isMap
      ? { kind: 'map', entries: this.#entries, flow: true, range }
      : { kind: 'list', items: this.#items, flow: true, range };
  }

  /** A comma, the end, or an item; false at the end. */
  #next(): boolean {
    const reader = this.#reader;
    if (!this.#content()) return false;
    const code = reader.code();
    if (code === char.closeList || code === char.closeMap) return this.#close(code);
    if (code === char.comma) {
      if (!this.#wantsComma) reader.problem('a comma follows nothing', reader.pos);
      this.#wantsComma = false;
      reader.pos += 1;
      reader.lastEnd = reader.pos;
      return true;
    }
    if (this.#wantsComma) reader.problem('a comma is missing', reader.pos);
    this.#wantsComma = true;
    if (this.#isMap) this.#readEntry();
    else this.#readItem();
    return true;
  }

  #close(code: number): boolean {
    const reader = this.#reader;
    const isOwn = code === (this.#isMap ? char.closeMap : char.closeList);
    if (!isOwn) reader.problem('this bracket closes nothing', reader.pos, reader.pos + 1);
    reader.pos += 1;
    reader.lastEnd = reader.pos;
    return !isOwn;
  }

  /** Goes to the next token; false when the collection has to be given up. */
  #content(): boolean {
    const reader = this.#reader;
    if (reader.broken) return false;
    if (!reader.toContent()) return this.#giveUp();
    if (reader.lineStart <= reader.lastEnd || reader.spaces() > this.#indent) return true;
    const code = reader.code();
    if (code === char.closeList || code === char.closeMap) return true;
    if (this.#wantsComma && code !== char.comma) return this.#giveUp();
    if (!this.#hasWarned) reader.problemHere('a line of a flow collection is not indented enough');
    this.#hasWarned = true;
    return true;
  }

  #giveUp(): false {
    const reader = this.#reader;
    reader.problem('a flow collection is not closed', this.#start, reader.lastEnd);
    reader.broken = true;
    return false;
  }

  #readItem(): void {
    const reader = this.#reader;
    const start = reader.pos;
    const line = reader.line;
    if (reader.isIndicator(char.question)) {
      this.#items.push(this.#pair(this.#explicitEntry(), start));
      return;
    }
    const key = this.#node();
    if (reader.broken || !this.#atColon(key)) {
      this.#items.push(key);
      return;
    }
    if (reader.line !== line) reader.problem('a key in a list is over several lines', start);
    this.#items.push(this.#pair({ key, value: this.#value() }, start));
  }

  #pair(entry: YamlEntry, start: number): YamlMap {
    const { source, lastEnd } = this.#reader;
    this.#reader.count();
    return { kind: 'map', entries: [entry], flow: true, range: source.range(start, lastEnd) };
  }

  #readEntry(): void {
    const entry = this.#reader.isIndicator(char.question)
      ? this.#explicitEntry()
      : this.#entryOf(this.#node());
    this.#keys.add(entry.key);
    this.#entries.push(entry);
  }

  #explicitEntry(): YamlEntry {
    const reader = this.#reader;
    reader.pos += 1;
    reader.lastEnd = reader.pos;
    if (!this.#isOpen()) return this.#entryOf(emptyNode(reader, reader.lastEnd));
    return this.#entryOf(this.#node());
  }

  #entryOf(key: YamlNode): YamlEntry {
    const reader = this.#reader;
    if (!reader.broken && this.#atColon(key)) return { key, value: this.#value() };
    return { key, value: emptyNode(reader, reader.lastEnd) };
  }

  /** Goes to what follows a key; whether that is its colon. */
  #atColon(key: YamlNode): boolean {
    const reader = this.#reader;
    if (!this.#isOpen() || reader.code() !== char.colon) return false;
    const next = reader.text.charCodeAt(reader.pos + 1);
    if (reader.isBlankAt(reader.pos + 1) || isFlowIndicator(next)) return true;
    if (key.kind === 'scalar') return key.style !== 'plain';
    return key.kind !== 'alias';
  }

  /** The value behind the colon the reader stands on. */
  #value(): YamlNode {
    const reader = this.#reader;
    reader.pos += 1;
    reader.lastEnd = reader.pos;
    if (!this.#isOpen()) return emptyNode(reader, reader.lastEnd);
    return this.#node();
  }

  /** Goes to content without judging it; false at the end of the document. */
  #isOpen(): boolean {
    return !this.#reader.broken && this.#reader.toContent();
  }

  /** A value with its properties; a null when none is there. */
  #node(): YamlNode {
    const reader = this.#reader;
    let properties = readProperties(reader, true);
    while (properties !== undefined && reader.atLineEnd() && this.#isOpen()) {
      const more = readProperties(reader, true);
      if (more === undefined) break;
      properties = joined(reader, properties, more);
    }
    return withProperties(reader, this.#bare(properties), properties);
  }

  #bare(properties: Properties | undefined): YamlNode {
    const reader = this.#reader;
    const code = reader.code();
    if (startsLeaf(code)) return flowLeaf(reader, this.#indent, true);
    if (code === char.colon && plainStop(reader, reader.pos, true) === reader.pos) {
      reader.lastEnd = reader.pos;
      return emptyNode(reader, reader.pos);
    }
    const isAbsent =
      Number.isNaN(code) ||
      code === char.comma ||
      code === char.closeList ||
      code === char.closeMap ||
      (properties !== undefined && reader.atMarker());
    return isAbsent ? emptyNode(reader, reader.lastEnd) : this.#plain(code);
  }

  #plain(code: number): YamlNode {
    const reader = this.#reader;
    const { pos } = reader;
    if (isReserved(code)) reader.problem('text cannot begin so without quotes', pos, pos + 1);
    const stop = plainStop(reader, pos, true);
    const part = isReserved(code)
      ? plainLine(reader, stop)
      : plainText(reader, this.#indent, true, stop);
    if (part.text === '-') reader.problem('a dash stands in a flow collection', pos, pos + 1);
    return scalarNode(reader, part);
  }
}
