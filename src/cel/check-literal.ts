import type { Ast } from './ast.ts';
import {
  type CheckScope,
  type CheckState,
  candidateNames,
  fieldType,
  freshParameter,
  requireOptionals,
  resolved,
  structTypeOf,
} from './check-state.ts';
import { DYN, ERROR, formatType, listOf, mapOf, type Type } from './type.ts';
import { isAssignable, mostGeneral, substitute } from './unify.ts';

/** The type of a list literal. */
export function typeOfList(
  node: Extract<Ast, { readonly type: 'list' }>,
  scope: CheckScope | undefined,
  state: CheckState,
): Type {
  let element: Type | undefined;
  for (const [at, item] of node.items.entries()) {
    const type = state.typeOf(item, scope);
    const own = node.optional.includes(at) ? unwrapped(item, type, state) : type;
    element = element === undefined ? own : join({ node: item, a: element, b: own }, state);
  }
  return listOf(element ?? freshParameter(state));
}

/** Type inside of an optional entry. */
function unwrapped(node: Ast, type: Type, state: CheckState): Type {
  requireOptionals(node, state);
  const known = resolved(type, state);
  if (known.kind === 'optional') return known.parameters[0] ?? DYN;
  if (known.kind !== 'dyn' && known.kind !== 'error' && known.kind !== 'parameter')
    state.fail(node, `an optional entry takes an optional value, but this is ${formatType(known)}`);
  return DYN;
}

/** One type for two elements of a literal. */
function join(
  { node, a, b }: { readonly node: Ast; readonly a: Type; readonly b: Type },
  state: CheckState,
): Type {
  if (state.environment.homogeneous) requireSame({ node, a, b }, state);
  if (!isAssignable(a, b, state.bound)) return DYN;
  return mostGeneral(resolved(a, state), resolved(b, state));
}

/** Kubernetes wants all elements of a literal to be of one type; `dyn` goes with all. */
function requireSame(
  { node, a, b }: { readonly node: Ast; readonly a: Type; readonly b: Type },
  state: CheckState,
): void {
  const [wanted, found] = [resolved(a, state), resolved(b, state)];
  if (isAssignable(wanted, found, state.bound)) return;
  state.fail(
    node,
    `expected type ${formatType(substitute(wanted, state.bound, true))} but found ${formatType(substitute(found, state.bound, true))}: elements of a literal must have one type`,
  );
}

/** The type of a map literal. */
export function typeOfMap(
  node: Extract<Ast, { readonly type: 'map' }>,
  scope: CheckScope | undefined,
  state: CheckState,
): Type {
  let key: Type | undefined;
  let value: Type | undefined;
  for (const entry of node.entries) {
    const keyType = state.typeOf(entry.key, scope);
    const given = state.typeOf(entry.value, scope);
    const valueType = entry.optional === true ? unwrapped(entry.value, given, state) : given;
    key = key === undefined ? keyType : join({ node: entry.key, a: key, b: keyType }, state);
    value =
      value === undefined ? valueType : join({ node: entry.value, a: value, b: valueType }, state);
  }
  return mapOf(key ?? freshParameter(state), value ?? freshParameter(state));
}

/** The type of a struct literal. */
export function typeOfStruct(
  node: Extract<Ast, { readonly type: 'struct' }>,
  scope: CheckScope | undefined,
  state: CheckState,
): Type {
  const type = candidateNames(node.name, state.environment)
    .map((name) => structTypeOf(name, state.environment))
    .find((found) => found !== undefined);
  const given = node.fields.map((field) => state.typeOf(field.value, scope));
  if (type === undefined) {
    state.fail(node, `undeclared reference to type ${JSON.stringify(node.name)}`);
    return ERROR;
  }
  for (const [at, field] of node.fields.entries()) {
    const wanted = fieldType(field.value, type, field.name, state);
    const found = given[at] ?? DYN;
    const own = field.optional === true ? unwrapped(field.value, found, state) : found;
    if (!isAssignable(wanted, own, state.bound))
      state.fail(
        field.value,
        `field ${JSON.stringify(field.name)} takes ${formatType(wanted)}, but this is ${formatType(resolved(own, state))}`,
      );
  }
  state.structs.set(node, type);
  return type;
}
