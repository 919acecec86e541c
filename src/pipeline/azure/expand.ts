import type { YamlEntry, YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf, resolve } from '#yaml/read.ts';
import { keyOf } from '../yaml-access.ts';

const maxDepth = 20;

/** Whether a key is a condition or loop of the template language: `${{ if … }}:`, `${{ each … }}:`. */
function isDirective(key: string): boolean {
  return /^\$\{\{\s*(?:if|elseif|else|each|insert)\b/.test(key);
}

/**
 * Items of a list, those below conditions and loops among them (Azure Pipelines documentation, Template expressions,
 * Conditional insertion).
 */
export function expandedItems(node: YamlNode | undefined, depth = 0): readonly YamlNode[] {
  return itemsOf(node).flatMap((item) => {
    const inner = entriesOf(item);
    const isConditional = inner.length > 0 && inner.every((each) => isDirective(keyOf(each).value));
    if (!isConditional) return [item];
    if (depth >= maxDepth) return [];
    return inner.flatMap((each) => expandedItems(each.value, depth + 1));
  });
}

/** Entries of a map, those below conditions and loops among them. */
export function expandedEntries(node: YamlNode | undefined, depth = 0): readonly YamlEntry[] {
  return entriesOf(node).flatMap((entry) => {
    if (!isDirective(keyOf(entry).value)) return [entry];
    return depth >= maxDepth ? [] : expandedEntries(entry.value, depth + 1);
  });
}

/** A value below a key, also where a condition stands around the key. */
export function expandedMember(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const found = expandedEntries(node).findLast((entry) => keyOf(entry).value === key);
  return resolve(found?.value);
}
