const semanticVersion =
  /^v?(?:0|[1-9]\d{0,9})(?:\.(?:0|[1-9]\d{0,9})){0,2}(?:-[0-9A-Za-z.-]{1,100})?(?:\+[0-9A-Za-z.-]{1,100})?$/;
const usualPlaces = new Set(['main', 'common', 'version', 'cmd']);

/**
 * The version that a build stamped into a program with `-ldflags '-X path.version=1.2.3'`; empty when there is none or when
 * equally good places disagree. Best is a variable below `module/cmd/`, then one in a package `main`, `common`, `version` or
 * `cmd`, then any other.
 */
export function stampedVersion(flags: string, module: string): string {
  const ranks: string[][] = [[], [], []];
  for (const [variable, value] of assignments(splitWords(flags)))
    if (/\.ver(?:sion)?$/i.test(variable) && semanticVersion.test(value))
      ranks[rankOf(variable, module)]?.push(value);
  const best = ranks.find((versions) => versions.length > 0) ?? [];
  return best.length === 1 ? (best[0] ?? '') : '';
}

function rankOf(variable: string, module: string): number {
  if (variable.startsWith(`${module}/cmd/`)) return 0;
  const last = variable.slice(variable.lastIndexOf('/') + 1);
  return usualPlaces.has((last.split('.')[0] ?? '').toLowerCase()) ? 1 : 2;
}

/** Later assignments to the same variable win, as they do for the linker. */
function assignments(words: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    const text = word === '-X' ? words[index + 1] : /^-X=?(.+)$/s.exec(word)?.[1];
    const at = text?.indexOf('=') ?? -1;
    if (text !== undefined && at > 0) found.set(text.slice(0, at), text.slice(at + 1));
  }
  return found;
}

/** Splits at white space as a shell would; quotes group, anywhere in a word. */
function splitWords(flags: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  let open = false;
  for (const char of flags) {
    if (quote === '' && /\s/.test(char)) {
      if (open) words.push(word);
      word = '';
      open = false;
      continue;
    }
    open = true;
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else word += char;
  }
  return open ? [...words, word] : words;
}
