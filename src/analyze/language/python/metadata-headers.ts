/** The header fields of a core metadata file by lower-case name, in order; the description after them is left out. */
export type MetadataHeaders = ReadonlyMap<string, readonly string[]>;

/** Fields that are read; anything else is skipped without being kept. */
const wanted = new Set([
  'name',
  'version',
  'license',
  'license-expression',
  'classifier',
  'requires-dist',
]);

/**
 * Reads the headers of METADATA and PKG-INFO (Python packaging, core metadata specifications: the format of RFC 822).
 * Lines that begin with white space continue the field before. Ends at the first empty line, so that a long
 * description costs nothing.
 */
export function readMetadataHeaders(text: string): MetadataHeaders {
  const headers = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of headerLines(text)) {
    if (line.startsWith(' ') || line.startsWith('\t')) continueField(current, line);
    else current = startField(headers, line);
  }
  return headers;
}

function* headerLines(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    if (line === '') return;
    yield line;
    start = end + 1;
  }
}

/** The list that a continuation line belongs to; `undefined` for fields that are not wanted and for garbage. */
function startField(headers: Map<string, string[]>, line: string): string[] | undefined {
  const colon = line.indexOf(':');
  const key = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
  if (!wanted.has(key)) return undefined;
  const values = headers.get(key) ?? [];
  values.push(line.slice(colon + 1).trim());
  headers.set(key, values);
  return values;
}

/** Only the first lines of a value matter; a licence text of many lines must not grow quadratically. */
function continueField(values: string[] | undefined, line: string): void {
  const last = values?.at(-1);
  if (values === undefined || last === undefined || last.length > 4096) return;
  values[values.length - 1] = `${last}\n${line.trim()}`;
}
