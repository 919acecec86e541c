import type { Tier } from '#model/risk.ts';
import type { Severity } from '#model/severity.ts';
import { clip, displayWidth, wrap } from '../width.ts';

/** How a piece of text is meant; colour is an addition, the words alone say it all. */
export type Style =
  | 'bold'
  | 'dim'
  | 'bad'
  | 'strong'
  | 'warn'
  | 'good'
  | 'accent'
  | 'verdict-bad'
  | 'verdict-warn'
  | 'verdict-good';

export interface Span {
  readonly text: string;
  readonly style?: Style;
}

/** One line of the terminal. Its text is clean: no controls, no line breaks. */
export type Line = readonly Span[];

/** What the terminal can show. `stacked` when it is too narrow for columns. */
export interface Canvas {
  readonly columns: number;
  readonly colour: boolean;
  readonly stacked: boolean;
}

/** Select Graphic Rendition codes (ECMA-48, 8.3.117) that are readable on dark and light backgrounds. */
const codes: Readonly<Record<Style, string>> = {
  bold: '1',
  dim: '2',
  bad: '31;1',
  strong: '31',
  warn: '33',
  good: '32',
  accent: '36',
  'verdict-bad': '41;97;1',
  'verdict-warn': '43;30;1',
  'verdict-good': '42;30;1',
};

/** The colour of a severity; none for the ordinary ones. */
export const severityStyles: Readonly<Record<Severity, Style | undefined>> = {
  critical: 'bad',
  high: 'strong',
  medium: 'warn',
  low: undefined,
  negligible: 'dim',
  unknown: 'warn',
};

/** The colour of a tier, most urgent loudest. */
export const tierStyles: Readonly<Record<Tier, Style | undefined>> = {
  P0: 'verdict-bad',
  P1: 'bad',
  P2: 'warn',
  P3: undefined,
  P4: 'dim',
};

export function span(text: string, style?: Style): Span {
  return style === undefined ? { text } : { text, style };
}

/** A title with a remark beside it, or below it where there is no room. */
export function heading(title: string, note: string, canvas: Canvas): readonly Line[] {
  const room = canvas.columns - displayWidth(title) - 3;
  if (!canvas.stacked && displayWidth(note) <= room)
    return [[span(title, 'bold'), span(`   ${note}`, 'dim')]];
  return [
    [span(title, 'bold')],
    ...wrap(note, canvas.columns).map((line): Line => [span(line, 'dim')]),
  ];
}

/** Text in lines that all begin with `indent`. */
export function indented(
  text: string,
  indent: number,
  canvas: Canvas,
  style?: Style,
): readonly Line[] {
  if (text === '') return [];
  const margin = ' '.repeat(indent);
  return wrap(text, canvas.columns - indent).map((line) => [span(margin), span(line, style)]);
}

/** Parts of a sentence in lines that are broken between parts only, joined by two spaces or more. */
export function flowed(parts: readonly Span[], indent: number, canvas: Canvas): readonly Line[] {
  const lines: Span[][] = [];
  let used = canvas.columns;
  for (const part of parts) {
    const width = displayWidth(part.text) + 2;
    const line = lines.at(-1);
    if (line === undefined || used + width > canvas.columns) {
      lines.push([span(' '.repeat(indent)), part]);
      used = indent + width - 2;
    } else {
      line.push(span('  '), part);
      used += width;
    }
  }
  return lines;
}

/** The line as text, never wider than the canvas, with a line feed. Spaces at its end are dropped. */
export function paint(line: Line, canvas: Canvas): string {
  const fitted = clipLine(line, canvas.columns);
  if (!canvas.colour)
    return `${fitted
      .map(({ text }) => text)
      .join('')
      .trimEnd()}\n`;
  const painted = fitted.map(({ text, style }) =>
    style === undefined ? text : `\u001b[${codes[style]}m${text}\u001b[0m`,
  );
  return `${painted.join('')}\n`;
}

function clipLine(line: Line, columns: number): Line {
  const kept: Span[] = [];
  let left = columns;
  for (const piece of line) {
    const width = displayWidth(piece.text);
    if (width > left) return [...kept, { ...piece, text: clip(piece.text, left) }];
    kept.push(piece);
    left -= width;
  }
  return kept;
}
