import type { Ast } from './ast.ts';
import type { MacroContext, MacroDeclaration } from './declare.ts';

/** Macros by what a call of them looks like. */
export type MacroTable = ReadonlyMap<string, MacroDeclaration>;

/** A table of these macros; a later one of the same shape replaces an earlier one. */
export function macroTable(macros: readonly MacroDeclaration[]): MacroTable {
  return new Map(
    macros.map((macro) => [shapeOf(macro.name, macro.member, macro.argumentCount), macro]),
  );
}

/** The tree with every macro call expanded, inner ones first; wrong uses are told to `fail`. */
export function expand(
  ast: Ast,
  macros: MacroTable,
  fail: (node: Ast, message: string) => void,
): Ast {
  const counter = { next: 0 };
  const context: MacroContext = {
    fresh(prefix) {
      counter.next += 1;
      return `@${prefix}${counter.next}`;
    },
    fail(node, message) {
      fail(node, message);
      return { type: 'constant', at: node.at, value: null };
    },
  };
  function visit(node: Ast): Ast {
    const inner = mapChildren(node, visit);
    if (inner.type !== 'call') return inner;
    const isMember = inner.target !== undefined;
    const macro = macros.get(shapeOf(inner.name.replace(/^\./, ''), isMember, inner.args.length));
    return macro?.expand(inner, context) ?? inner;
  }
  return visit(ast);
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

function shapeOf(name: string, member: boolean, argumentCount: number): string {
  return `${member ? '.' : ''}${name}/${argumentCount}`;
}
