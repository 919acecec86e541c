/** ATT&CK techniques among tags: `T1059.004` as Falco writes it, `attack.t1059.004` as Sigma does. Sorted, each once. */
export function techniquesOf(tags: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const tag of tags) {
    const technique = /^(?:attack\.)?(t[0-9]{4}(?:\.[0-9]{3})?)$/i.exec(tag.slice(0, 40))?.[1];
    if (technique !== undefined) found.add(technique.toUpperCase());
  }
  return [...found].sort();
}
