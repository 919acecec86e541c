import type { SourceRange } from '#model/source-range.ts';
import type { YamlNode, YamlScalar } from '#yaml/node.ts';
import { itemsOf, resolve } from '#yaml/read.ts';
import type { Dialect, Hole, Script, SourceString } from '../model.ts';
import { rangeIn, spanOf } from '../range.ts';

/** How a system reads program texts: their language, and what it fills in before. */
export interface ScriptStyle {
  readonly dialect: Dialect;
  readonly holesIn: (text: string) => readonly Hole[];
  readonly shell?: SourceString | undefined;
}

/** A scalar as program text. */
export function scalarScript(node: YamlScalar, style: ScriptStyle): Script {
  return {
    text: node.text,
    dialect: style.dialect,
    ...(style.shell !== undefined && { shell: style.shell }),
    range: node.range,
    node,
    holes: style.holesIn(node.text),
    rangeOf: (start, end) => rangeIn(node, start, end),
  };
}

/** Commands of a list as one program, one below the other, as most systems run them; `undefined` for an empty list. */
export function listScript(nodes: readonly YamlScalar[], style: ScriptStyle): Script | undefined {
  const [first] = nodes;
  const last = nodes.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (nodes.length === 1) return scalarScript(first, style);
  const starts: number[] = [];
  const holes: Hole[] = [];
  let text = '';
  for (const node of nodes) {
    const at = text.length;
    starts.push(at);
    for (const { start, end, expression } of style.holesIn(node.text))
      holes.push({ start: at + start, end: at + end, expression });
    text += `${node.text}\n`;
  }
  return {
    text,
    dialect: style.dialect,
    ...(style.shell !== undefined && { shell: style.shell }),
    range: spanOf(first.range, last.range),
    holes,
    rangeOf: (start, end) => rangeAcross(nodes, starts, start, end),
  };
}

/** All scalars of a value: itself, or the items of a list, also of lists in it (to ten levels), in order. */
export function scalarsOf(node: YamlNode | undefined, depth = 0): readonly YamlScalar[] {
  const value = resolve(node);
  if (value?.kind === 'scalar') return value.text === '' ? [] : [value];
  if (value?.kind !== 'list' || depth > 10) return [];
  return itemsOf(value).flatMap((item) => scalarsOf(item, depth + 1));
}

function rangeAcross(
  nodes: readonly YamlScalar[],
  starts: readonly number[],
  start: number,
  end: number,
): SourceRange {
  const from = pieceAt(starts, start);
  const to = Math.max(from, pieceAt(starts, Math.max(start, end - 1)));
  return spanOf(rangeOfPiece(nodes, starts, from, start), rangeOfPiece(nodes, starts, to, end));
}

/** A range whose both ends are the place of an index in the joined text. */
function rangeOfPiece(
  nodes: readonly YamlScalar[],
  starts: readonly number[],
  piece: number,
  index: number,
): SourceRange {
  const node = nodes[piece];
  if (node === undefined) return { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const at = Math.max(0, Math.min(index - (starts[piece] ?? 0), node.text.length));
  return rangeIn(node, at, at);
}

function pieceAt(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
