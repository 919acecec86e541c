/** A piece of Groovy (Groovy documentation, Syntax). Offsets count UTF-16 units of the source. */
export interface GroovyToken {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'line';
  readonly start: number;
  readonly end: number;
  /** The name, the sign, or nothing for texts. */
  readonly value: string;
  /** Only of texts: the quotes that open it. */
  readonly quote?: "'" | '"' | "'''" | '"""' | '/' | '$/';
  /** Only of texts: whether its end was found. */
  readonly closed?: boolean;
}

export interface GroovyComment {
  readonly start: number;
  readonly end: number;
}

export interface GroovyTokens {
  readonly tokens: readonly GroovyToken[];
  readonly comments: readonly GroovyComment[];
  /** How much of the source was read. */
  readonly end: number;
}

/** More than any real Jenkinsfile has. */
const maxTokens = 400_000;

const pattern =
  /(?<line>\r\n|\n|\r)|(?<blank>[ \t\f\v\u00a0\ufeff]+)|(?<comment>\/\/[^\n\r]*)|(?<name>[\p{L}_$@][\p{L}\p{N}_$]*)|(?<number>\d[\w.]*)|(?<sign>->|\?\.|[\s\S])/uy;

/** Cuts a text into pieces in linear time; what is no Groovy becomes signs. */
export function tokensOf(source: string): GroovyTokens {
  const tokens: GroovyToken[] = [];
  const comments: GroovyComment[] = [];
  let at = 0;
  while (at < source.length && tokens.length < maxTokens) {
    if (source.startsWith('/*', at) || (at === 0 && source.startsWith('#!'))) {
      const end = source.startsWith('#!') && at === 0 ? lineEnd(source, 0) : blockEnd(source, at);
      comments.push({ start: at, end });
      at = end;
      continue;
    }
    const text = textAt(source, at, tokens.at(-1));
    if (text !== undefined) {
      tokens.push(text);
      at = text.end;
      continue;
    }
    at = plainAt(source, at, tokens, comments);
  }
  return { tokens, comments, end: at };
}

function plainAt(
  source: string,
  at: number,
  tokens: GroovyToken[],
  comments: GroovyComment[],
): number {
  pattern.lastIndex = at;
  const match = pattern.exec(source);
  if (match === null) return at + 1;
  const [value] = match;
  const end = at + value.length;
  const groups = match.groups ?? {};
  if (groups['comment'] !== undefined) comments.push({ start: at, end });
  else if (groups['line'] !== undefined) tokens.push({ kind: 'line', start: at, end, value });
  else if (groups['name'] !== undefined) tokens.push({ kind: 'name', start: at, end, value });
  else if (groups['number'] !== undefined) tokens.push({ kind: 'number', start: at, end, value });
  else if (groups['sign'] !== undefined) tokens.push({ kind: 'sign', start: at, end, value });
  return end;
}

/** The text that begins here; a slash begins one only where no value stands before it. */
function textAt(
  source: string,
  start: number,
  before: GroovyToken | undefined,
): GroovyToken | undefined {
  const quote = quoteAt(source, start, before);
  if (quote === undefined) return undefined;
  const end = endOfText(source, start + quote.length, quote);
  if (end !== undefined) return { kind: 'text', start, end, value: '', quote, closed: true };
  if (quote === '/') return undefined;
  const stop = quote.length === 1 ? lineEnd(source, start) : source.length;
  return { kind: 'text', start, end: stop, value: '', quote, closed: false };
}

/** Behind the quotes that close a text; `undefined` when they are not there. */
function endOfText(source: string, from: number, quote: Quote): number | undefined {
  const close = quote === '$/' ? '/$' : quote;
  const isOneLine = quote === "'" || quote === '"';
  for (let at = from; at < source.length; at += 1) {
    const unit = source[at];
    if (unit === '\\' && quote !== '$/') at += 1;
    else if (isOneLine && unit === '\n') return undefined;
    else if (unit === close[0] && source.startsWith(close, at)) return at + close.length;
  }
  return undefined;
}

type Quote = NonNullable<GroovyToken['quote']>;

const quotes = ["'''", '"""', "'", '"', '$/'] as const;

function quoteAt(source: string, at: number, before: GroovyToken | undefined): Quote | undefined {
  const quote = quotes.find((each) => source.startsWith(each, at));
  if (quote !== undefined || source[at] !== '/') return quote;
  const next = source[at + 1];
  if (next === '/' || next === '*') return undefined;
  return beginsValue(before) && closesOnLine(source, at) ? '/' : undefined;
}

function beginsValue(before: GroovyToken | undefined): boolean {
  if (before === undefined || before.kind === 'line') return true;
  return before.kind === 'sign' && /^[=(,[:~!&|?{]$/.test(before.value);
}

/** A pattern between slashes that ends on its own line; others are taken as division. */
function closesOnLine(source: string, at: number): boolean {
  const end = Math.min(lineEnd(source, at), at + 2000);
  const close = source.indexOf('/', at + 1);
  return close > 0 && close < end;
}

function lineEnd(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

function blockEnd(source: string, from: number): number {
  const end = source.indexOf('*/', from + 2);
  return end < 0 ? source.length : end + 2;
}
