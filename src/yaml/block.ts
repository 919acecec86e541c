import { atKeyColon, commentStart, endLine, implicitKey, leafOf } from './block-line.ts';
import { blockScalar } from './block-scalar.ts';
import { char } from './character.ts';
import { isReserved, startsLeaf } from './flow.ts';
import { KeySet } from './key-set.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode } from './node.ts';
import { plainLine, plainStop, plainText } from './plain-scalar.ts';
import {
  emptyNode,
  joined,
  type Properties,
  readProperties,
  scalarNode,
  withProperties,
} from './property.ts';
import type { Reader } from './reader.ts';

/**
 * What a value follows: a dash (`item`), a key on its line (`value`), `?` or the colon below it (`explicit`), `---`
 * (`start`), nothing (`root`). It says what may stand on the same line and whether a list may stand in the same column.
 */
export type Position = 'item' | 'value' | 'explicit' | 'start' | 'root';

/** Where a value of a block begins. */
interface Spot {
  /** Column of the parent; -1 at the root. */
  readonly indent: number;
  readonly position: Position;
  readonly isSameLine: boolean;
  /** First index on its line, with properties. */
  readonly start: number;
  readonly column: number;
  /** Tabs stand in the blanks before it. */
  readonly tabbed: boolean;
  /** Properties on lines above. */
  readonly outer: Properties | undefined;
  /** Properties on its line: those of the first key when it is a map. */
  readonly own: Properties | undefined;
}

/** The value below a parent in column `indent`; a null when none is there (YAML 1.2.2, chapter 8). */
export function blockNode(reader: Reader, indent: number, position: Position): YamlNode {
  const home = reader.line;
  let outer: Properties | undefined;
  for (;;) {
    const emptyAt = reader.lastEnd;
    const isThere = reader.toContent() && belongs(reader, indent, position, home);
    if (!isThere) return withProperties(reader, emptyNode(reader, emptyAt), outer);
    const { pos: start, column } = reader;
    const tabbed = reader.isTabbed();
    const isSameLine = reader.line === home;
    const own = readProperties(reader, false);
    if (own === undefined || !reader.atLineEnd()) {
      const spot = { indent, position, isSameLine, start, column, tabbed, outer, own };
      return content(reader, spot);
    }
    outer = joined(reader, outer, own);
  }
}

function belongs(reader: Reader, indent: number, position: Position, home: number): boolean {
  if (reader.line === home || reader.column > indent) return true;
  const mayBeLevel = position === 'value' || position === 'explicit';
  return mayBeLevel && reader.column === indent && reader.isIndicator(char.dash);
}

function content(reader: Reader, spot: Spot): YamlNode {
  if (spot.tabbed && !spot.isSameLine && reader.spaces() <= spot.indent)
    reader.problem('a tab stands where spaces must', spot.start);
  const code = reader.code();
  if (reader.isIndicator(char.dash)) return listAt(reader, spot);
  if (reader.isIndicator(char.question)) return mapAt(reader, spot, undefined);
  if (reader.isIndicator(char.colon)) return mapAt(reader, spot, emptyNode(reader, reader.pos));
  if (code === char.pipe || code === char.greater)
    return finished(reader, spot, scalarNode(reader, blockScalar(reader, spot.indent)));
  return startsLeaf(code) ? leafAt(reader, spot) : plainAt(reader, spot, code);
}

/** Quoted text, a flow collection or an alias: a value, or the first key of a map. */
function leafAt(reader: Reader, spot: Spot): YamlNode {
  const line = reader.line;
  const leaf = leafOf(reader, spot.indent);
  if (!atKeyColon(reader)) {
    endLine(reader);
    return finished(reader, spot, leaf);
  }
  if (spot.position === 'value' && spot.isSameLine) {
    reader.problemHere('a map begins on the line of its key');
    reader.pos = reader.lineEnd;
    return finished(reader, spot, leaf);
  }
  if (line !== reader.line) reader.problem('a key is over several lines', spot.start, reader.pos);
  return mapAt(reader, spot, leaf);
}

function plainAt(reader: Reader, spot: Spot, code: number): YamlNode {
  const { pos } = reader;
  if (isReserved(code)) reader.problem('text cannot begin so without quotes', pos, pos + 1);
  const stop = plainStop(reader, pos, false);
  const isKey = stop < reader.lineEnd && reader.text.charCodeAt(stop) === char.colon;
  if (isKey && spot.position === 'value' && spot.isSameLine) {
    reader.problem('a map begins on the line of its key', stop, stop + 1);
    return finished(reader, spot, scalarNode(reader, plainLine(reader, commentStart(reader))));
  }
  if (isKey) return mapAt(reader, spot, scalarNode(reader, plainLine(reader, stop)));
  const part = plainText(reader, spot.indent, false, stop);
  return finished(reader, spot, scalarNode(reader, part));
}

/** A value that is no block collection has all properties before it. */
function finished(reader: Reader, spot: Spot, node: YamlNode): YamlNode {
  return withProperties(reader, node, joined(reader, spot.outer, spot.own));
}

function listAt(reader: Reader, spot: Spot): YamlNode {
  judgeCollection(reader, spot);
  if (spot.own !== undefined) reader.problem('properties stand before a dash', spot.start);
  const isLevel = spot.column === spot.indent;
  const list = readList(reader, reader.column, isLevel);
  return withProperties(reader, list, joined(reader, spot.outer, spot.own));
}

/** A map whose first key is `first`, or explicit. */
function mapAt(reader: Reader, spot: Spot, first: YamlNode | undefined): YamlNode {
  judgeCollection(reader, spot);
  const key = first === undefined ? undefined : withProperties(reader, first, spot.own);
  const map = readMap(reader, spot.column, spot.start, key);
  const own = first === undefined ? spot.own : undefined;
  if (own !== undefined) reader.problem('properties stand before a question mark', spot.start);
  return withProperties(reader, map, joined(reader, spot.outer, own));
}

function judgeCollection(reader: Reader, spot: Spot): void {
  const isTight = spot.position === 'value' || spot.position === 'start';
  if (spot.isSameLine && isTight)
    reader.problemHere('a list or map begins on the line of its key or marker');
  if (spot.tabbed) reader.problem('a tab stands where spaces must', spot.start);
  if (spot.isSameLine && spot.outer !== undefined)
    reader.problem('properties stand before a list or map on its line', spot.start);
}

/** A list whose dashes stand in `column`; the reader is at the first. `isLevel`: in the column of its key. */
function readList(reader: Reader, column: number, isLevel: boolean): YamlList {
  reader.count();
  reader.enter();
  const start = reader.pos;
  const items: YamlNode[] = [];
  do {
    if (reader.isIndicator(char.dash)) {
      passIndicator(reader);
      items.push(blockNode(reader, column, 'item'));
    } else if (isLevel) break;
    else giveUp(reader, column, 'something else stands among list items');
  } while (isNext(reader, column));
  reader.leave();
  return { kind: 'list', items, flow: false, range: reader.source.range(start, reader.lastEnd) };
}

/**
 * A map whose keys stand in `column`. The reader is at the colon behind `first`, or at the `?` of the first key. `start` is
 * where the first key or its properties begin.
 */
function readMap(
  reader: Reader,
  column: number,
  start: number,
  first: YamlNode | undefined,
): YamlMap {
  reader.count();
  reader.enter();
  const entries: YamlEntry[] = [];
  const keys = new KeySet(reader);
  let entry = first === undefined ? readEntry(reader, column) : valueOf(reader, column, first);
  for (;;) {
    if (entry !== undefined) {
      keys.add(entry.key);
      entries.push(entry);
    }
    if (!isNext(reader, column)) break;
    entry = readEntry(reader, column);
  }
  reader.leave();
  return { kind: 'map', entries, flow: false, range: reader.source.range(start, reader.lastEnd) };
}

/** Goes to the next entry of the collection in `column`; lines further right are a problem and passed over. */
function isNext(reader: Reader, column: number): boolean {
  for (;;) {
    if (!reader.toContent() || reader.column < column) return false;
    if (reader.column === column) {
      if (reader.isTabbed()) reader.problem('a tab stands where spaces must', reader.pos);
      return true;
    }
    giveUp(reader, column, 'this line does not fit the indentation');
  }
}

function readEntry(reader: Reader, column: number): YamlEntry | undefined {
  if (reader.isIndicator(char.question)) return explicitEntry(reader, column);
  if (reader.isIndicator(char.dash)) {
    giveUp(reader, column, 'a list item stands among keys');
    return undefined;
  }
  const { pos, line } = reader;
  const own = readProperties(reader, false);
  const key = implicitKey(reader, column);
  if (key !== undefined) return valueOf(reader, column, withProperties(reader, key, own));
  if (line === reader.line) reader.pos = pos;
  giveUp(reader, column, 'this is no key with a value');
  return undefined;
}

/** The value behind the colon the reader stands on. */
function valueOf(
  reader: Reader,
  column: number,
  key: YamlNode,
  position: Position = 'value',
): YamlEntry {
  passIndicator(reader);
  return { key, value: blockNode(reader, column, position) };
}

/** `? key` and, below it, `: value`. */
function explicitEntry(reader: Reader, column: number): YamlEntry {
  passIndicator(reader);
  const key = blockNode(reader, column, 'explicit');
  const hasValue = reader.toContent() && reader.column === column && reader.isIndicator(char.colon);
  if (!hasValue) return { key, value: emptyNode(reader, reader.lastEnd) };
  return valueOf(reader, column, key, 'explicit');
}

function passIndicator(reader: Reader): void {
  reader.pos += 1;
  reader.lastEnd = reader.pos;
}

function giveUp(reader: Reader, column: number, message: string): void {
  reader.problemHere(message);
  reader.skipDeeper(column);
}
