import type { Ast } from './ast.ts';

/** `a.b.C` as one name, when the node is nothing but names. */
export function qualifiedName(node: Ast): string | undefined {
  const parts: string[] = [];
  let part = node;
  while (part.type === 'select' && part.test !== true && part.quoted !== true) {
    parts.push(part.field);
    part = part.operand;
  }
  return part.type === 'ident' ? [part.name, ...parts.reverse()].join('.') : undefined;
}

/** Whether a tree is deeper than that. Measured without recursion: a chain of operators makes a deep tree out of flat text. */
export function isDeeper(ast: Ast, deepest: number): boolean {
  let level: readonly Ast[] = [ast];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true;
    level = level.flatMap((node) => childrenOf(node));
  }
  return false;
}

/** The parts of a node, in the order of the text. */
export function childrenOf(node: Ast): readonly Ast[] {
  switch (node.type) {
    case 'select':
      return [node.operand];
    case 'call':
      return node.target === undefined ? node.args : [node.target, ...node.args];
    case 'list':
      return node.items;
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct':
      return node.fields.map(({ value }) => value);
    case 'comprehension':
      return [node.range, ...(node.filter === undefined ? [] : [node.filter]), node.body];
    case 'bind':
      return [node.value, node.body];
    default:
      return [];
  }
}

/** The node with each of its parts replaced by what `change` makes of it. */
export function mapChildren(node: Ast, change: (part: Ast) => Ast): Ast {
  switch (node.type) {
    case 'select':
      return { ...node, operand: change(node.operand) };
    case 'call': {
      const target = node.target === undefined ? {} : { target: change(node.target) };
      return { ...node, ...target, args: node.args.map(change) };
    }
    case 'list':
      return { ...node, items: node.items.map(change) };
    case 'map':
      return { ...node, entries: node.entries.map((entry) => changedEntry(entry, change)) };
    case 'struct':
      return {
        ...node,
        fields: node.fields.map((field) => ({ ...field, value: change(field.value) })),
      };
    case 'comprehension':
    case 'bind':
      return mapBinding(node, change);
    default:
      return node;
  }
}

function changedEntry<T extends { readonly key: Ast; readonly value: Ast }>(
  entry: T,
  change: (part: Ast) => Ast,
): T {
  return { ...entry, key: change(entry.key), value: change(entry.value) };
}

function mapBinding(
  node: Extract<Ast, { readonly type: 'comprehension' | 'bind' }>,
  change: (part: Ast) => Ast,
): Ast {
  if (node.type === 'bind') return { ...node, value: change(node.value), body: change(node.body) };
  const filter = node.filter === undefined ? {} : { filter: change(node.filter) };
  return { ...node, range: change(node.range), ...filter, body: change(node.body) };
}
