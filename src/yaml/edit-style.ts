import type { YamlEntry, YamlNode } from './node.ts';
import type { YamlStyle } from './write.ts';

const maxNodes = 2000;

/** How a document is indented: as the first map in a map and the first list in one, and two columns where there is none. */
export function styleOf(root: YamlNode): Omit<YamlStyle, 'newline'> {
  const entries = blockEntries(root);
  return { indent: shiftOf(entries, 'map'), dash: shiftOf(entries, 'list') };
}

function shiftOf(entries: readonly YamlEntry[], kind: 'map' | 'list'): number {
  const first = entries.find(
    ({ key, value }) => value.kind === kind && value.range.line > key.range.line,
  );
  return first === undefined ? 2 : first.value.range.column - first.key.range.column;
}

/** Entries of block maps, the outer ones first. */
function blockEntries(root: YamlNode): readonly YamlEntry[] {
  const found: YamlEntry[] = [];
  const waiting: YamlNode[] = [root];
  for (let at = 0; at < waiting.length && at < maxNodes; at += 1) {
    const node = waiting[at];
    if (node?.kind === 'list') waiting.push(...node.items.slice(0, 20));
    if (node?.kind !== 'map' || node.flow) continue;
    const some = node.entries.slice(0, 50);
    found.push(...some);
    waiting.push(...some.map(({ value }) => value));
  }
  return found;
}
