import type { Edit } from '#model/source-range.ts';
import type { YamlEntry, YamlMap } from '#yaml/node.ts';
import { resolve } from '#yaml/read.ts';
import type { SourceText } from './source-text.ts';
import { entryOf } from './yaml-access.ts';

/** Entries to add, as they are to be written. */
type NewEntries = readonly (readonly [key: string, value: string])[];

/** Where new entries go: into the map below `key` of `parent`, which is made behind the entry `after` when it is not there. */
export interface Addition {
  readonly parent: YamlMap;
  readonly key: string;
  readonly after?: string;
  readonly entries: NewEntries;
}

/** Adds entries to a map below a key, in the style of what is there; `undefined` where that style leaves no room. */
export function addBelow(source: SourceText, addition: Addition): Edit | undefined {
  const { parent, key, entries } = addition;
  const present = entryOf(parent, key);
  if (present === undefined) return addMap(source, addition);
  const value = resolve(present.value);
  if (value?.kind !== 'map') return undefined;
  return addEntries(source, value, entries);
}

/** Adds entries to a map. */
function addEntries(source: SourceText, map: YamlMap, entries: NewEntries): Edit | undefined {
  const { end } = map.range;
  if (map.flow) {
    const text = entries.map(([key, value]) => `${key}: ${value}`).join(', ');
    const before = map.entries.length > 0 ? ', ' : '';
    const blank = source.slice(end - 2, end - 1) === ' ' && map.entries.length > 0 ? 1 : 0;
    return { start: end - 1 - blank, end: end - 1 - blank, text: `${before}${text}` };
  }
  const lines = entries.map(([key, value]) => `${key}: ${value}`);
  const last = map.entries.at(-1);
  if (last !== undefined && isOneLine(last)) return behind(source, last, lines);
  return before(source, map, lines);
}

/** Replaces bytes. */
export function replaceBytes(
  { start, end }: { readonly start: number; readonly end: number },
  text: string,
): Edit {
  return { start, end, text };
}

/** Removes an entry with its line, or lines, of a block map; `undefined` for the only entry and in flow maps. */
function removeEntry(source: SourceText, map: YamlMap, entry: YamlEntry): Edit | undefined {
  if (map.flow || map.entries.length < 2 || !isOneLine(entry)) return undefined;
  const start = source.lineStart(entry.key.range.start);
  const lead = source.slice(start, entry.key.range.start);
  if (lead.trim() !== '') return removeFirst(source, map, entry);
  const stop = source.lineEnd(entry.value.range.end);
  return { start, end: Math.min(stop + source.newline.length, source.bytes.length), text: '' };
}

/** The first entry of a list item: what follows moves up behind the dash. */
function removeFirst(source: SourceText, map: YamlMap, entry: YamlEntry): Edit | undefined {
  const next = map.entries[map.entries.indexOf(entry) + 1];
  if (next === undefined) return undefined;
  const between = source.slice(source.lineEnd(entry.value.range.end), next.key.range.start);
  if (between.trim() !== '') return undefined;
  return { start: entry.key.range.start, end: next.key.range.start, text: '' };
}

function addMap(source: SourceText, { parent, key, after, entries }: Addition): Edit | undefined {
  if (parent.flow) {
    const text = entries.map(([name, value]) => `${name}: ${value}`).join(', ');
    return addEntries(source, parent, [[key, `{ ${text} }`]]);
  }
  const lines = [`${key}:`, ...entries.map(([name, value]) => `  ${name}: ${value}`)];
  const anchor = after === undefined ? undefined : entryOf(parent, after);
  if (anchor !== undefined && isOneLine(anchor)) return behind(source, anchor, lines);
  return before(source, parent, lines);
}

/** New lines below an entry that ends on its own line. */
function behind(source: SourceText, entry: YamlEntry, lines: readonly string[]): Edit {
  const indent = indentOf(entry);
  const at = source.lineEnd(entry.value.range.end);
  return {
    start: at,
    end: at,
    text: lines.map((line) => `${source.newline}${indent}${line}`).join(''),
  };
}

/** New lines above the first entry of a block map; that entry keeps what stands before it on its line. */
function before(source: SourceText, map: YamlMap, lines: readonly string[]): Edit | undefined {
  const first = map.entries[0];
  if (first === undefined) return undefined;
  const indent = indentOf(first);
  const at = first.key.range.start;
  return {
    start: at,
    end: at,
    text: lines.map((line) => `${line}${source.newline}${indent}`).join(''),
  };
}

function indentOf({ key }: YamlEntry): string {
  return ' '.repeat(Math.max(0, key.range.column - 1));
}

function isOneLine({ key, value }: YamlEntry): boolean {
  const block = value.kind === 'scalar' && (value.style === 'literal' || value.style === 'folded');
  return !block && value.range.endLine === key.range.line && value.kind !== 'alias';
}

/** A value as YAML: plain where it can be, else in double quotes. */
export function yamlValue(text: string): string {
  const plain = /^[A-Za-z0-9$./_-][^\n"\\]*$/.test(text) && !/: | #|:$|\s$/.test(text);
  return plain ? text : JSON.stringify(text);
}

/** Removes an entry below a key, and the key with it when nothing else stands there. */
export function removeBelow(
  source: SourceText,
  parent: YamlMap,
  key: string,
  name: string,
): Edit | undefined {
  const outer = entryOf(parent, key);
  if (outer?.value.kind !== 'map') return undefined;
  const entry = entryOf(outer.value, name);
  if (entry === undefined) return undefined;
  if (outer.value.entries.length > 1) return removeEntry(source, outer.value, entry);
  const start = source.lineStart(outer.key.range.start);
  const alone = source.slice(start, outer.key.range.start).trim() === '' && isOneLine(entry);
  if (!alone || parent.flow || parent.entries.length < 2) return undefined;
  const stop = source.lineEnd(entry.value.range.end);
  return { start, end: Math.min(stop + source.newline.length, source.bytes.length), text: '' };
}
