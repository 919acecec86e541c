/**
 * The main section of `META-INF/MANIFEST.MF` (JAR File Specification, section "JAR Manifest"): it ends at the first empty
 * line, lines end with CR, LF or both, a line that begins with a space continues the one before. Names are in lower case.
 * Values that refer to a resource (`%bundleName`) are left out.
 */
export function parseJarManifest(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === '') break;
    if (line.startsWith(' ')) {
      current.push(line.slice(1));
      continue;
    }
    const at = line.indexOf(':');
    current = [line.slice(at + 1)];
    if (at > 0) attributes.set(line.slice(0, at).toLowerCase(), current);
  }
  const values = [...attributes].map(([name, parts]) => [name, parts.join('').trim()] as const);
  return new Map(values.filter(([, value]) => value !== '' && !value.startsWith('%')));
}
