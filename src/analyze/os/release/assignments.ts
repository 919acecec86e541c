/**
 * Reads `KEY=value` lines as os-release(5) defines them: values are shell words, `'…'` is literal, in `"…"` a backslash
 * protects `$`, `"`, `\` and a backquote. Comments, blank lines and lines without a name are skipped; the last of several
 * equal keys counts. Never throws.
 */
export function readAssignments(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.slice(0, maxLength).split('\n')) {
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)=/.exec(line);
    if (match?.[1] !== undefined) values.set(match[1], unquote(line.slice(match[0].length).trim()));
  }
  return values;
}

/** Release files are a few hundred bytes. */
const maxLength = 65_536;

/** The pieces of a shell word, in turn: literal, double-quoted, escaped, bare. */
const pieces = /'([^']*)'?|"((?:[^"\\]|\\.)*)"?|\\(.)|([^\s'"\\]+)/gy;

function unquote(word: string): string {
  let out = '';
  for (const [, literal, quoted, escaped, bare] of word.matchAll(pieces))
    out += literal ?? quoted?.replace(/\\([$"\\`])/g, '$1') ?? escaped ?? bare ?? '';
  return out;
}
