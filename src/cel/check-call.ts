import type { CallNode } from './ast.ts';
import {
  type CheckScope,
  type CheckState,
  candidateNames,
  fieldType,
  isLocal,
  requireOptionals,
  resolved,
} from './check-state.ts';
import type { Overload } from './declare.ts';
import { suggestion } from './suggest.ts';
import { qualifiedName } from './tree.ts';
import { BOOL, DYN, ERROR, formatType, optionalOf, type Type } from './type.ts';
import { instantiate, isAssignable, isSameType, substitute } from './unify.ts';

/** The type of a call: of the overloads that its operands fit, `dyn` where they differ in their results. */
export function typeOfCall(node: CallNode, scope: CheckScope | undefined, state: CheckState): Type {
  if (node.name === '_?._') return typeOfOptionalSelect(node, scope, state);
  const found = functionOf(node, scope, state);
  if (node.name === '_[?_]') requireOptionals(node, state);
  if (found.overloads.length === 0 && !node.name.startsWith('_'))
    return typeOfUnknown(node, scope, state);
  const withTarget = node.target !== undefined && !found.isQualified;
  const operands =
    withTarget && node.target !== undefined ? [node.target, ...node.args] : node.args;
  const types = operands.map((operand) => resolved(state.typeOf(operand, scope), state));
  if (node.name === '_&&_' || node.name === '_||_') return typeOfLogical(node, types, state);
  const overloads = found.overloads.filter(
    ({ member, parameters }) => member === withTarget && parameters.length === types.length,
  );
  return resolveOverload({ node, types, overloads, all: found.overloads }, state);
}

function typeOfLogical(node: CallNode, types: readonly Type[], state: CheckState): Type {
  for (const [at, type] of types.entries()) {
    if (isAssignable(BOOL, type, state.bound)) continue;
    const operator = node.name.slice(1, -1);
    state.fail(node.args[at] ?? node, `${operator} takes bool, but this is ${formatType(type)}`);
  }
  return BOOL;
}

/** The function of a call: `a.b.f(x)` may be a member of `a.b` or a function with a qualified name. */
function functionOf(
  node: CallNode,
  scope: CheckScope | undefined,
  state: CheckState,
): { readonly overloads: readonly Overload[]; readonly isQualified: boolean } {
  const { functions } = state.environment;
  const prefix = node.target === undefined ? '' : qualifiedName(node.target);
  if (prefix !== undefined && !isLocal(prefix, scope)) {
    const name = prefix === '' ? node.name : `${prefix}.${node.name}`;
    for (const candidate of candidateNames(name, state.environment)) {
      const overloads = functions.get(candidate);
      if (overloads !== undefined) return { overloads, isQualified: true };
    }
    if (prefix !== '' && isNamespace(prefix, state)) return { overloads: [], isQualified: true };
  }
  return { overloads: functions.get(node.name) ?? [], isQualified: false };
}

/** Its operands are still looked at; plain names may have been meant as those of a macro. */
function typeOfUnknown(node: CallNode, scope: CheckScope | undefined, state: CheckState): Type {
  const type = unknownFunction(node, state);
  const names = node.args.flatMap((argument) => (argument.type === 'ident' ? [argument.name] : []));
  const inner = names.reduce<CheckScope | undefined>(
    (outer, name) => ({ name, type: DYN, outer }),
    scope,
  );
  const prefix = node.target === undefined ? undefined : qualifiedName(node.target);
  if (node.target !== undefined && (prefix === undefined || !isNamespace(prefix, state)))
    state.typeOf(node.target, scope);
  for (const argument of node.args) if (argument.type !== 'ident') state.typeOf(argument, inner);
  return type;
}

/** Whether functions or macros have names that start so: `math.`, `cel.`. */
function isNamespace(prefix: string, { environment }: CheckState): boolean {
  if (environment.variables.has(prefix)) return false;
  return [...environment.functions.keys()].some((known) => known.startsWith(`${prefix}.`));
}

function unknownFunction(node: CallNode, state: CheckState): Type {
  const prefix = node.target === undefined ? undefined : qualifiedName(node.target);
  const name =
    prefix !== undefined && isNamespace(prefix, state) ? `${prefix}.${node.name}` : node.name;
  const names = [...state.environment.functions.keys()].filter((known) => /^[a-z]/i.test(known));
  const written = name.replace(/^\./, '');
  const macros = [...state.environment.macros.values()].map((macro) => macro.name);
  state.fail(
    node,
    macros.includes(written)
      ? `${written}() with ${node.args.length} arguments is not a known macro`
      : `undeclared reference to function ${JSON.stringify(written)}${suggestion(written, [...names, ...macros])}`,
  );
  return ERROR;
}

function resolveOverload(
  call: {
    readonly node: CallNode;
    readonly types: readonly Type[];
    readonly overloads: readonly Overload[];
    readonly all: readonly Overload[];
  },
  state: CheckState,
): Type {
  const fitting: Overload[] = [];
  let result: Type | undefined;
  for (const overload of call.overloads) {
    state.count += 1;
    const suffix = `%${state.count}`;
    const fits = state.bound.attempt(() =>
      overload.parameters.every((parameter, at) =>
        isAssignable(instantiate(parameter, suffix), call.types[at] ?? DYN, state.bound),
      ),
    );
    if (!fits) continue;
    fitting.push(overload);
    const type = substitute(instantiate(overload.result, suffix), state.bound);
    if (result === undefined) result = type;
    else if (!isSameType(result, type)) result = DYN;
  }
  state.overloads.set(call.node, { fitting, all: call.overloads });
  if (result !== undefined) return result;
  return lenientOrValue(call, state) ?? noOverload(call, state);
}

/** Kyverno takes `x.orValue(d)` of an `x` that is no optional for `x`; published policies rely on it. */
function lenientOrValue(
  { node, types }: { readonly node: CallNode; readonly types: readonly Type[] },
  { environment }: CheckState,
): Type | undefined {
  const isLenient = environment.orValue === 'lenient' && environment.base !== 'kubernetes';
  return isLenient && node.name === 'orValue' && types.length === 2 ? types[0] : undefined;
}

function noOverload(
  call: {
    readonly node: CallNode;
    readonly types: readonly Type[];
    readonly all: readonly Overload[];
  },
  state: CheckState,
): Type {
  if (call.types.some(({ kind }) => kind === 'error')) return ERROR;
  const given = call.types.map((type) => formatType(substitute(type, state.bound, true)));
  const name = operatorText(call.node.name);
  const known = call.all.slice(0, 4).map((overload) => signature(name, overload));
  state.fail(
    call.node,
    `found no matching overload for ${JSON.stringify(name)} applied to (${given.join(', ')}); it takes ${known.join(' or ')}`,
  );
  return ERROR;
}

function signature(name: string, { member, parameters }: Overload): string {
  const types = parameters.map(formatType);
  return member ? `${types[0]}.${name}(${types.slice(1).join(', ')})` : `(${types.join(', ')})`;
}

/** `_+_` is `+` for people. */
export function operatorText(name: string): string {
  return name === '_?_:_' || /^[A-Za-z]/.test(name) ? name : name.replace(/[_@]/g, '') || name;
}

function typeOfOptionalSelect(
  node: CallNode,
  scope: CheckScope | undefined,
  state: CheckState,
): Type {
  const [operand, field] = node.args;
  const name = field?.type === 'constant' ? field.value : undefined;
  if (operand === undefined || typeof name !== 'string') return ERROR;
  requireOptionals(node, state);
  const type = resolved(state.typeOf(operand, scope), state);
  const selected = fieldType(node, type, name, state);
  return selected.kind === 'optional' && type.kind === 'optional' ? selected : optionalOf(selected);
}
