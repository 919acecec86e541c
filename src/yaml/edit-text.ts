import type { Json, JsonObject } from '#model/json-value.ts';
import type { Edit } from '#model/source-range.ts';
import { styleOf } from './edit-style.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode } from './node.ts';
import { flowText, itemText, mapText, scalarText, valueText, type YamlStyle } from './write.ts';

/** One step on the way to a field: the map with its entry, or the list. */
export interface Taken {
  readonly container: YamlMap | YamlList;
  readonly step: string | number;
  readonly entry: YamlEntry | undefined;
}

const newline = 10;
const space = 32;

/** The text that is edited, with the way it is written. */
export class SourceText {
  readonly bytes: Uint8Array;
  readonly style: YamlStyle;
  readonly root: YamlNode;

  constructor(root: YamlNode, bytes: Uint8Array) {
    this.bytes = bytes;
    this.root = root;
    const first = bytes.indexOf(newline);
    const isWindows = first > 0 && bytes[first - 1] === 13;
    this.style = { ...styleOf(root), newline: isWindows ? '\r\n' : '\n' };
  }

  /** Where the line that holds `at` ends, before its line break. */
  lineEnd(at: number): number {
    const found = this.bytes.indexOf(newline, at);
    const end = found < 0 ? this.bytes.length : found;
    return end > at && this.bytes[end - 1] === 13 ? end - 1 : end;
  }

  lineStart(at: number): number {
    return at === 0 ? 0 : this.bytes.lastIndexOf(newline, at - 1) + 1;
  }

  /** The first byte of the next line. */
  nextLine(at: number): number {
    const found = this.bytes.indexOf(newline, at);
    return found < 0 ? this.bytes.length : found + 1;
  }

  /** Whether nothing but blanks stands between two places. */
  isBlank(from: number, to: number): boolean {
    return this.bytes.subarray(from, to).every((byte) => byte === space || byte === 13);
  }

  /** Whether nothing but blanks and a comment stands from here to the end of the line. */
  isRestComment(at: number): boolean {
    const rest = Buffer.from(this.bytes.subarray(at, this.lineEnd(at))).toString('latin1');
    return /^\s*(?:#.*)?$/.test(rest);
  }
}

/** Fields added to a map, or to a value that is empty. */
export function insertEntries(
  text: SourceText,
  node: YamlNode,
  trail: readonly Taken[],
  added: JsonObject,
): Edit | undefined {
  if (node.kind !== 'map' || node.entries.length === 0)
    return replaceValue(text, node, trail, added);
  if (node.flow) return insertInFlow(text, node, added);
  const last = node.entries.at(-1);
  if (last === undefined) return undefined;
  const at = text.lineEnd(Math.max(last.value.range.end, last.key.range.end));
  return { start: at, end: at, text: mapText(added, node.range.column - 1, text.style) };
}

function insertInFlow(text: SourceText, node: YamlMap, added: JsonObject): Edit | undefined {
  const last = node.entries.at(-1);
  if (last === undefined) return undefined;
  const at = Math.max(last.value.range.end, last.key.range.end);
  const isJson = last.key.kind === 'scalar' && last.key.style === 'double';
  const own = last.key.range.line > node.range.line;
  const gap = own ? `,${text.style.newline}${' '.repeat(last.key.range.column - 1)}` : ', ';
  const parts = Object.entries(added).map(([key, value]) =>
    isJson
      ? `${JSON.stringify(key)}: ${JSON.stringify(value)}`
      : `${scalarText(key)}: ${flowText(value)}`,
  );
  return { start: at, end: at, text: parts.map((part) => `${gap}${part}`).join('') };
}

/** A new item behind the last one of a list. */
export function insertItem(text: SourceText, list: YamlList, item: Json): Edit | undefined {
  const last = list.items.at(-1);
  if (list.flow) {
    const at = last?.range.end ?? list.range.start + 1;
    const isJson = last?.kind === 'scalar' && last.style === 'double';
    const value = isJson ? JSON.stringify(item) : flowText(item);
    return { start: at, end: at, text: last === undefined ? value : `, ${value}` };
  }
  if (last === undefined) return undefined;
  const at = text.lineEnd(last.range.end);
  return { start: at, end: at, text: itemText(item, list.range.column - 1, text.style) };
}

/** Another value in the place of one that is there, perhaps empty. */
export function replaceValue(
  text: SourceText,
  node: YamlNode,
  trail: readonly Taken[],
  value: Json,
): Edit | undefined {
  if (node.anchor !== undefined) return undefined;
  const { start, end } = node.range;
  const taken = trail.at(-1);
  if (taken === undefined) return undefined;
  if (taken.container.flow) return { start, end, text: inlineText(taken, value) };
  const { entry } = taken;
  if (entry === undefined)
    return isOneLine(value) ? { start, end, text: flowText(value) } : undefined;
  const column = entry.key.range.column - 1;
  const colon = text.bytes.indexOf(58, entry.key.range.end);
  if (colon < 0 || (end > start && colon >= start)) return undefined;
  return replaceBehindColon(text, { from: colon + 1, node }, valueText(value, column, text.style));
}

/** A value behind `key:`; a comment behind it on the line stays. */
function replaceBehindColon(
  text: SourceText,
  { from, node }: { readonly from: number; readonly node: YamlNode },
  value: string,
): Edit {
  const { start, end } = node.range;
  if (end === start) {
    const isBlock = value.startsWith(text.style.newline);
    const at = isBlock ? text.lineEnd(from) : from;
    return { start: at, end: at, text: value };
  }
  const isScalarLine = text.isBlank(from, start) && !value.startsWith(text.style.newline);
  if (isScalarLine) return { start, end, text: value.slice(1) };
  const to = text.isRestComment(end) ? end : text.lineEnd(end);
  return { start: from, end: to, text: value };
}

function inlineText({ container }: Taken, value: Json): string {
  const [first] = container.kind === 'map' ? container.entries : [];
  const isJson = first?.key.kind === 'scalar' && first.key.style === 'double';
  return isJson ? JSON.stringify(value) : flowText(value);
}

function isOneLine(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}
