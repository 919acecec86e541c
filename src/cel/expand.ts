import type { Ast } from './ast.ts';
import type { MacroContext, MacroDeclaration } from './declare.ts';
import { mapChildren } from './tree.ts';

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

function shapeOf(name: string, member: boolean, argumentCount: number): string {
  return `${member ? '.' : ''}${name}/${argumentCount}`;
}
