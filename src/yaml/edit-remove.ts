import type { Edit } from '#model/source-range.ts';
import type { SourceText } from './edit-text.ts';
import type { YamlEntry, YamlList, YamlMap } from './node.ts';

const dash = 45;
const comma = 44;

/** Takes an entry out of a map: its lines, or what stands of it between commas. */
export function removeEntry(text: SourceText, map: YamlMap, entry: YamlEntry): Edit | undefined {
  const at = map.entries.indexOf(entry);
  const start = entry.key.range.start;
  const end = Math.max(entry.value.range.end, entry.key.range.end);
  if (map.flow) return removeBetween(text, { start, end, isFirst: at === 0 });
  if (text.isBlank(text.lineStart(start), start)) return wholeLines(text, start, end);
  const next = map.entries[at + 1];
  // It stands behind a dash: the next entry takes its place.
  return next && { start, end: next.key.range.start, text: '' };
}

/** Takes an item out of a list. */
export function removeItem(text: SourceText, list: YamlList, at: number): Edit | undefined {
  const item = list.items[at];
  if (item === undefined) return undefined;
  const { start, end } = item.range;
  if (list.flow) return removeBetween(text, { start, end, isFirst: at === 0 });
  const from = text.bytes.lastIndexOf(dash, start - 1);
  if (from < 0 || !text.isBlank(text.lineStart(from), from)) return undefined;
  return wholeLines(text, from, end);
}

function wholeLines(text: SourceText, start: number, end: number): Edit {
  return { start: text.lineStart(start), end: text.nextLine(end), text: '' };
}

/** With the comma before it, or behind it for the first one. */
function removeBetween(
  { bytes }: SourceText,
  {
    start,
    end,
    isFirst,
  }: { readonly start: number; readonly end: number; readonly isFirst: boolean },
): Edit {
  if (!isFirst) return { start: skipBack(bytes, start), end, text: '' };
  let to = end;
  while (isSpace(bytes[to])) to += 1;
  if (bytes[to] !== comma) return { start, end, text: '' };
  to += 1;
  while (isSpace(bytes[to])) to += 1;
  return { start, end: to, text: '' };
}

function skipBack(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at > 0 && isSpace(bytes[at - 1])) at -= 1;
  return bytes[at - 1] === comma ? at - 1 : start;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
