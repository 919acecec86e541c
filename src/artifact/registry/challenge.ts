/** One way to log in that a server offers (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string;
  /** Names in lower case; the first of equal names counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

const maxChars = 16_384;
const maxChallenges = 16;
const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]/;

/**
 * Parses the value of `WWW-Authenticate`, which may hold several challenges. What cannot be understood ends the list: a
 * server that writes nonsense has offered nothing. Linear in the header's length, never throws.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const reader = { text: header.slice(0, maxChars), at: 0 };
  const challenges: Challenge[] = [];
  while (challenges.length < maxChallenges) {
    skip(reader, ' \t,');
    const scheme = word(reader);
    if (scheme === '') break;
    skip(reader, ' \t');
    challenges.push({ scheme: scheme.toLowerCase(), parameters: readParameters(reader) });
  }
  return challenges;
}

interface Reader {
  readonly text: string;
  at: number;
}

function readParameters(reader: Reader): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (;;) {
    const start = reader.at;
    skip(reader, ' \t,');
    const name = word(reader).toLowerCase();
    const value = name === '' ? undefined : valueOf(reader);
    if (value === undefined) {
      reader.at = start;
      skipTokenValue(reader);
      return parameters;
    }
    if (!parameters.has(name)) parameters.set(name, value);
  }
}

/** What follows the name of a parameter: `="text"` or `=word`. `undefined` when it was no parameter after all. */
function valueOf(reader: Reader): string | undefined {
  skip(reader, ' \t');
  if (reader.text[reader.at] !== '=') return undefined;
  reader.at += 1;
  skip(reader, ' \t');
  if (reader.text[reader.at] === '"') return quoted(reader);
  return word(reader) || undefined;
}

/** `token68` as `Negotiate` and others write it in place of parameters: nothing we use, but a challenge may follow. */
function skipTokenValue(reader: Reader): void {
  const match = /^[A-Za-z0-9._~+/-]+=*[ \t]*(?=,|$)/.exec(
    reader.text.slice(reader.at, reader.at + 4096),
  );
  if (match !== null) reader.at += match[0].length;
}

function word(reader: Reader): string {
  const start = reader.at;
  while (reader.at < reader.text.length && token.test(reader.text.charAt(reader.at)))
    reader.at += 1;
  return reader.text.slice(start, reader.at);
}

function quoted(reader: Reader): string {
  let value = '';
  reader.at += 1;
  while (reader.at < reader.text.length) {
    const char = reader.text.charAt(reader.at);
    reader.at += 1;
    if (char === '"') break;
    if (char === '\\') {
      value += reader.text.charAt(reader.at);
      reader.at += 1;
    } else value += char;
  }
  return value;
}

function skip(reader: Reader, chars: string): void {
  while (reader.at < reader.text.length && chars.includes(reader.text.charAt(reader.at)))
    reader.at += 1;
}
