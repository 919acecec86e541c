import type { Ast } from './ast.ts';
import { declaredNames } from './macros.ts';
import { mapChildren } from './tree.ts';

/**
 * What to put in the place of a node: `undefined` leaves it. `bound` has the names that macros around it declare, so that a variable
 * is told from a macro's own name.
 */
type Replacement = (node: Ast, bound: ReadonlySet<string>) => Ast | undefined;

/** The tree (as written) with nodes replaced, outer ones first; what was put in is not looked at again. */
export function rewrite(ast: Ast, replace: Replacement): Ast {
  return visit(ast, replace, new Set());
}

function visit(node: Ast, replace: Replacement, bound: ReadonlySet<string>): Ast {
  const replaced = replace(node, bound);
  if (replaced !== undefined) return replaced;
  const names = declaredNames(node);
  if (names.length === 0 || node.type !== 'call' || node.target === undefined)
    return mapChildren(node, (part) => visit(part, replace, bound));
  // What a macro is called on, and the value of `cel.bind`, do not know the new names; the names themselves stay.
  const inner = new Set([...bound, ...names]);
  return {
    ...node,
    target: visit(node.target, replace, bound),
    args: node.args.map((argument, at) => {
      if (at < names.length) return argument;
      const isValue = node.name === 'bind' && at === 1;
      return visit(argument, replace, isValue ? bound : inner);
    }),
  };
}

/** The tree with a variable replaced by an expression wherever it is meant. */
export function substituteVariable(ast: Ast, name: string, by: Ast): Ast {
  return rewrite(ast, (node, bound) =>
    node.type === 'ident' && node.name === name && !bound.has(name) ? by : undefined,
  );
}
