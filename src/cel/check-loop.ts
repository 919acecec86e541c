import type { Ast, ComprehensionNode } from './ast.ts';
import { type CheckScope, type CheckState, resolved } from './check-state.ts';
import { BOOL, DYN, ERROR, formatType, INT, listOf, mapOf, type Type } from './type.ts';
import { isAssignable } from './unify.ts';

/** The type of a macro's loop. */
export function typeOfLoop(
  node: ComprehensionNode,
  scope: CheckScope | undefined,
  state: CheckState,
): Type {
  const range = resolved(state.typeOf(node.range, scope), state);
  const [first, second] = variablesOf(node, range, state);
  let inner: CheckScope = { name: node.variable, type: first, outer: scope };
  if (node.variable2 !== undefined) inner = { name: node.variable2, type: second, outer: inner };
  if (node.filter !== undefined) requireBool(node.filter, state.typeOf(node.filter, inner), state);
  const body = state.typeOf(node.body, inner);
  switch (node.kind) {
    case 'map':
      return listOf(body);
    case 'transformMap':
      return mapOf(first, body);
    case 'transformMapEntry':
      return isAssignable(mapOf(), body, state.bound)
        ? resolved(body, state)
        : notEntries(node, state);
    default:
      requireBool(node.body, body, state);
      return BOOL;
  }
}

function notEntries(node: ComprehensionNode, state: CheckState): Type {
  state.fail(node.body, 'transformMapEntry takes a map of the new entries, as {key: value}');
  return ERROR;
}

function requireBool(node: Ast, type: Type, state: CheckState): void {
  if (isAssignable(BOOL, type, state.bound)) return;
  state.fail(node, `expected bool, but this is ${formatType(resolved(type, state))}`);
}

/** Types of the one or two variables of a loop over a range. */
function variablesOf(
  node: ComprehensionNode,
  range: Type,
  state: CheckState,
): readonly [first: Type, second: Type] {
  const [first = DYN, second = DYN] = range.parameters;
  switch (range.kind) {
    case 'list':
      return node.variable2 === undefined ? [first, DYN] : [INT, first];
    case 'map':
      return [first, second];
    case 'dyn':
    case 'error':
    case 'parameter':
      isAssignable(range, DYN, state.bound);
      return [DYN, DYN];
    default:
      state.fail(
        node.range,
        `a macro loops over a list or a map, but this is ${formatType(range)}`,
      );
      return [ERROR, ERROR];
  }
}
