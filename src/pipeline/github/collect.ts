import type { YamlNode, YamlScalar } from '#yaml/node.ts';
import { bareExpression, type Expression, expressionsIn } from './expression.ts';

/** All expressions of a document, conditions without delimiters among them, in the order of the file; each place once. */
export function collectExpressions(root: YamlNode): readonly Expression[] {
  const found: Expression[] = [];
  const waiting: Keyed[] = [{ node: root, key: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.node.kind === 'scalar') found.push(...expressionsOf(next.node, next.key));
    else for (const part of partsOf(next)) waiting.push(part);
  }
  return found.toSorted((a, b) => a.scalar.range.start - b.scalar.range.start || a.start - b.start);
}

interface Keyed {
  readonly node: YamlNode;
  readonly key: string;
}

function partsOf({ node, key }: Keyed): readonly Keyed[] {
  if (node.kind === 'list') return node.items.map((item) => ({ node: item, key }));
  if (node.kind !== 'map') return [];
  return node.entries.map((entry) => ({
    node: entry.value,
    key: entry.key.kind === 'scalar' ? entry.key.text : '',
  }));
}

function expressionsOf(scalar: YamlScalar, key: string): readonly Expression[] {
  const fenced = scalar.text.includes('${{') ? expressionsIn(scalar) : [];
  if (fenced.length > 0) return fenced;
  return key === 'if' && typeof scalar.value === 'string' ? [bareExpression(scalar)] : [];
}
