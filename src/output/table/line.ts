import { clip, displayWidth } from '../width.ts';

/** How a piece of text is meant; colour is an addition, the words alone say it all. */
export type Style =
  | 'bold'
  | 'dim'
  | 'bad'
  | 'strong'
  | 'warn'
  | 'good'
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
  'verdict-bad': '41;97;1',
  'verdict-warn': '43;30;1',
  'verdict-good': '42;30;1',
};

export function span(text: string, style?: Style): Span {
  return style === undefined ? { text } : { text, style };
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
