/** Pairs of first and last code point that take two columns: East Asian wide and full-width (UAX #11) and emoji. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x23f0, 0x23f0],
  [0x23f3, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2630, 0x2637],
  [0x2648, 0x2653],
  [0x267f, 0x267f],
  [0x268a, 0x268f],
  [0x2693, 0x2693],
  [0x26a1, 0x26a1],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x26c4, 0x26c5],
  [0x26ce, 0x26ce],
  [0x26d4, 0x26d4],
  [0x26ea, 0x26ea],
  [0x26f2, 0x26f5],
  [0x26fa, 0x26fd],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274e],
  [0x2753, 0x2757],
  [0x2795, 0x2797],
  [0x27b0, 0x27bf],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0xa4c6],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1d300, 0x1d376],
  [0x1f004, 0x1f004],
  [0x1f0cf, 0x1f0cf],
  [0x1f18e, 0x1f19a],
  [0x1f1e6, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7f0],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

const asciiOnly = /^[\x20-\x7e]*$/;
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u;
const emojiSelector = 0xfe0f;

/**
 * Columns that `text` takes on a terminal, counted per code point as terminals do: combining marks 0, wide characters and
 * emoji 2. Joined emoji count with all their parts, which is the most that any terminal draws. Controls must be gone.
 */
export function displayWidth(text: string): number {
  if (asciiOnly.test(text)) return text.length;
  let total = 0;
  let last = 0;
  for (const char of text) {
    last = widthAfter(char, last);
    total += last;
  }
  return total;
}

/** `text` cut to at most `columns`, with `…` in the place of what is missing. */
export function clip(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  return columns <= 0 ? '' : `${takeColumns(text, columns - 1)}…`;
}

/** Like `clip`, but the middle goes: the ends of paths and versions tell more. */
export function clipMiddle(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 8) return clip(text, columns);
  const head = takeColumns(text, Math.floor((columns - 1) / 3));
  const tail = takeLastColumns(text, columns - 1 - displayWidth(head));
  return `${head}…${tail}`;
}

/** `text` clipped and filled with spaces to exactly `columns`. */
export function fit(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const clipped = clip(text, columns);
  const space = ' '.repeat(Math.max(0, columns - displayWidth(clipped)));
  return align === 'left' ? clipped + space : space + clipped;
}

/** Words of `text` in lines of at most `columns`; a longer word is cut into pieces. */
export function wrap(text: string, columns: number): readonly string[] {
  const width = Math.max(columns, 4);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => pieces(part, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  let rest = word;
  while (displayWidth(rest) > width) {
    const head = takeColumns(rest, width);
    parts.push(head);
    rest = rest.slice(head.length);
  }
  return [...parts, rest];
}

function takeColumns(text: string, columns: number): string {
  let out = '';
  let total = 0;
  let last = 0;
  for (const char of text) {
    last = widthAfter(char, last);
    if (total + last > columns) return out;
    total += last;
    out += char;
  }
  return out;
}

function takeLastColumns(text: string, columns: number): string {
  const chars = Array.from(text);
  let from = chars.length;
  let tail = '';
  while (from > 0) {
    const longer = (chars[from - 1] ?? '') + tail;
    if (displayWidth(longer) > columns) return tail;
    tail = longer;
    from -= 1;
  }
  return tail;
}

/** The width of `char` when the one before it took `last`: a selector turns a narrow sign into a wide emoji. */
function widthAfter(char: string, last: number): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return code === 0xad ? 0 : 1;
  if (code === emojiSelector) return last === 1 ? 1 : 0;
  if (zeroWidth.test(char)) return 0;
  return isWide(code) ? 2 : 1;
}

function isWide(code: number): boolean {
  let low = 0;
  let high = wide.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, final] = wide[middle] ?? [0, 0];
    if (code < first) high = middle - 1;
    else if (code > final) low = middle + 1;
    else return true;
  }
  return false;
}
