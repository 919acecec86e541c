import { printable } from '#kit/text.ts';

/** First and last code point of what the font of the pages can draw: Latin, Greek, Cyrillic, and the signs that go with them. */
const drawn: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x384, 0x3ce],
  [0x400, 0x486],
  [0x490, 0x513],
  [0x1ea0, 0x1ef9],
  [0x2013, 0x2015],
  [0x2018, 0x201e],
  [0x2020, 0x2022],
  [0x2026, 0x2026],
  [0x2030, 0x2030],
  [0x2039, 0x203a],
  [0x20ac, 0x20ac],
  [0x2122, 0x2122],
];

/** Text that the pages can show: what the font lacks is written as its code point (`‹U+4E2D›`), never as an empty box. */
export function drawable(text: string): string {
  const clean = printable(text);
  let shown = '';
  for (const char of clean) shown += isDrawn(char) ? char : `‹${codeOf(char)}›`;
  return shown;
}

function codeOf(char: string): string {
  return char === '\ufffd'
    ? '?'
    : `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function isDrawn(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return drawn.some(([first, last]) => code >= first && code <= last);
}
