/** What a quoted literal says, or why it says nothing and how far into the body. */
export type Unquoted<T> =
  | { readonly value: T }
  | { readonly problem: string; readonly offset: number };

const simple: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '?': 63,
  '"': 34,
  "'": 39,
  '`': 96,
};
const hexadecimal = /^[0-9a-fA-F]+$/;
const octal = /^[0-3][0-7]{2}$/;

interface Escape {
  /** The code point, or the byte when the escape is `\x` or octal. */
  readonly code: number;
  readonly length: number;
  readonly unicode: boolean;
}

/** The text of a string literal's body (language definition §string and bytes values). */
export function unescapeText(body: string): Unquoted<string> {
  const parts: string[] = [];
  const problem = eachPart(body, (part) => {
    if (typeof part === 'string') parts.push(part);
    else if (part.code > 0x10_ffff || (part.code >= 0xd800 && part.code <= 0xdfff)) return false;
    else parts.push(String.fromCodePoint(part.code));
    return true;
  });
  return problem ?? { value: parts.join('') };
}

/** The bytes of a bytes literal's body: `\x` and octal escapes are bytes, other text is UTF-8. */
export function unescapeBytes(body: string): Unquoted<Uint8Array> {
  const parts: Buffer[] = [];
  const problem = eachPart(body, (part) => {
    if (typeof part !== 'string' && part.unicode) return false;
    parts.push(typeof part === 'string' ? Buffer.from(part) : Buffer.of(part.code));
    return true;
  });
  return problem ?? { value: new Uint8Array(Buffer.concat(parts)) };
}

function eachPart(
  body: string,
  take: (part: string | Escape) => boolean,
): { readonly problem: string; readonly offset: number } | undefined {
  let from = 0;
  for (let at = body.indexOf('\\'); at >= 0; at = body.indexOf('\\', from)) {
    if (at > from) take(body.slice(from, at));
    const escape = readEscape(body, at + 1);
    if (escape === undefined || !take(escape))
      return { problem: 'invalid escape sequence', offset: at };
    from = at + 1 + escape.length;
  }
  if (from < body.length) take(body.slice(from));
  return undefined;
}

function readEscape(body: string, at: number): Escape | undefined {
  const char = body[at] ?? '';
  const plain = Object.hasOwn(simple, char) ? simple[char] : undefined;
  if (plain !== undefined) return { code: plain, length: 1, unicode: false };
  const digits = { x: 2, X: 2, u: 4, U: 8 }[char];
  if (digits !== undefined)
    return readHexadecimal(body.slice(at + 1, at + 1 + digits), digits, char);
  const text = body.slice(at, at + 3);
  return octal.test(text)
    ? { code: Number.parseInt(text, 8), length: 3, unicode: false }
    : undefined;
}

function readHexadecimal(text: string, digits: number, char: string): Escape | undefined {
  if (text.length !== digits || !hexadecimal.test(text)) return undefined;
  return {
    code: Number.parseInt(text, 16),
    length: digits + 1,
    unicode: char === 'u' || char === 'U',
  };
}
