/**
 * JSON with comments and trailing commas, as Bun writes it, made plain JSON: comments and commas before a closing bracket
 * are dropped, text in quotes is left alone. One pass; what is not JSON after that is the parser's business.
 */
export function plainJson(text: string): string {
  let out = '';
  let comma = '';
  let at = 0;
  while (at < text.length) {
    const end = pieceEnd(text, at);
    const first = text[at];
    if (first === ',') {
      out += comma;
      comma = ',';
    } else if (!isSkipped(text, at)) {
      out += first === '}' || first === ']' ? '' : comma;
      out += text.slice(at, end);
      comma = '';
    }
    at = end;
  }
  return out + comma;
}

/** White space and comments. */
function isSkipped(text: string, at: number): boolean {
  const first = text[at] ?? '';
  return isBlank(first) || (first === '/' && (text[at + 1] === '/' || text[at + 1] === '*'));
}

/** Where the string, comment, mark or run of other characters that begins at `at` ends. */
function pieceEnd(text: string, at: number): number {
  const first = text[at] ?? '';
  if (first === '"') return stringEnd(text, at);
  if (text.startsWith('//', at)) return endAfter(text, '\n', at + 2);
  if (text.startsWith('/*', at)) return endAfter(text, '*/', at + 2);
  return isMark(first) ? at + 1 : runEnd(text, at, isBlank(first));
}

/** White space ends where something else begins; a number or word ends at white space or a mark. */
function runEnd(text: string, at: number, isBlankRun: boolean): number {
  let end = at + 1;
  while (end < text.length) {
    const char = text[end] ?? '';
    const goesOn = isBlankRun ? isBlank(char) : !(isBlank(char) || isMark(char));
    if (!goesOn) return end;
    end += 1;
  }
  return end;
}

function isMark(char: string): boolean {
  return ',:{}[]"/'.includes(char);
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r';
}

function endAfter(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}
