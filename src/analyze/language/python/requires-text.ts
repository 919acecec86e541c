/**
 * The specifiers of an egg's `requires.txt` (setuptools, "EGG formats"): requirements line by line, then sections `[extra]` and
 * `[extra:marker]`. What belongs to an extra is left out; a marker goes behind its lines as in PEP 508.
 */
export function requiresText(text: string): readonly string[] {
  const found: string[] = [];
  let marker: string | undefined = '';
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('[')) marker = markerOf(line);
    else if (line !== '' && !line.startsWith('#') && marker !== undefined)
      found.push(marker === '' ? line : `${line}; ${marker}`);
  }
  return found;
}

/** `undefined` for an extra. */
function markerOf(line: string): string | undefined {
  const section = line.slice(1, line.lastIndexOf(']'));
  const colon = section.indexOf(':');
  return colon === 0 ? section.slice(1) : undefined;
}
