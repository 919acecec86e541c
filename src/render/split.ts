/** A part of what a program wrote, and the file that it names as its source. */
export interface SourcePart {
  readonly source: string;
  readonly text: string;
}

/**
 * Cuts the output of `helm template` at its `# Source:` comments; documents of one template stay together, in their order. What
 * stands before the first comment has no source and is left out.
 */
export function splitBySource(output: string): readonly SourcePart[] {
  const parts = new Map<string, string[]>();
  let source: string | undefined;
  for (const document of output.split(/^---[ \t]*$/m)) {
    source = /^# Source: (\S.*)$/m.exec(document.slice(0, 2000))?.[1]?.trim() ?? source;
    if (source === undefined || document.trim() === '') continue;
    const known = parts.get(source);
    if (known === undefined) parts.set(source, [document]);
    else known.push(document);
  }
  return [...parts].map(([name, documents]) => ({
    source: name,
    text: documents.map((document) => `---${document}`).join(''),
  }));
}
