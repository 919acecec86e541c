import type { Ast, CallNode, ComprehensionNode, SelectNode } from './ast.ts';
import type { Overload } from './declare.ts';
import type { Environment } from './environment.ts';
import { qualifiedName } from './parser.ts';
import { suggestion } from './suggest.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  ERROR,
  formatType,
  INT,
  listOf,
  mapOf,
  NULL,
  optionalOf,
  STRING,
  TIMESTAMP,
  type Type,
  UINT,
} from './type.ts';
import {
  instantiate,
  isAssignable,
  isSameType,
  mostGeneral,
  type Substitution,
  substitute,
} from './unify.ts';
import { kindOf, TypeValue, type Value, type ValueKind } from './value.ts';

/** What a name stands for. */
export type Reference =
  | { readonly type: 'local'; readonly name: string }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'constant'; readonly value: Value };

/** What the checker found out about a tree: for compiling it. */
export interface Checked {
  readonly type: Type;
  /** Of names and of selections that are a qualified name as a whole. */
  readonly references: ReadonlyMap<Ast, Reference>;
  readonly overloads: ReadonlyMap<Ast, Candidates>;
  /** Type that a struct literal makes. */
  readonly structs: ReadonlyMap<Ast, Type>;
}

const constantTypes: Readonly<Partial<Record<ValueKind, Type>>> = {
  null: NULL,
  bool: BOOL,
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
  duration: DURATION,
  timestamp: TIMESTAMP,
};

/** Overloads of a call. */
export interface Candidates {
  /** Those that the static types allow: one when they are known. */
  readonly fitting: readonly Overload[];
  /** All of its name and number of arguments: a static type may promise what a `dyn` does not keep. */
  readonly all: readonly Overload[];
}

interface State {
  readonly environment: Environment;
  readonly bound: Substitution;
  readonly references: Map<Ast, Reference>;
  readonly overloads: Map<Ast, Candidates>;
  readonly structs: Map<Ast, Type>;
  readonly fail: (node: Ast, message: string) => void;
  count: number;
}

/** Variables of macros that are in reach, innermost first. */
interface Scope {
  readonly name: string;
  readonly type: Type;
  readonly outer: Scope | undefined;
}

/** Types every part of an expanded tree; faults are told to `fail`, all of them. */
export function check(
  ast: Ast,
  environment: Environment,
  fail: (node: Ast, message: string) => void,
): Checked {
  const state: State = {
    environment,
    bound: new Map(),
    references: new Map(),
    overloads: new Map(),
    structs: new Map(),
    fail,
    count: 0,
  };
  const type = substitute(typeOfNode(ast, undefined, state), state.bound, true);
  const { references, overloads, structs } = state;
  return { type, references, overloads, structs };
}

function typeOfNode(node: Ast, scope: Scope | undefined, state: State): Type {
  switch (node.type) {
    case 'constant':
      return typeOfConstant(node.value);
    case 'ident':
      return typeOfName(node, node.name, scope, state) ?? undeclared(node, node.name, scope, state);
    case 'select':
      return typeOfSelect(node, scope, state);
    case 'call':
      return typeOfCall(node, scope, state);
    case 'list':
      return typeOfList(node, scope, state);
    case 'map':
      return typeOfMap(node, scope, state);
    case 'struct':
      return typeOfStruct(node, scope, state);
    case 'comprehension':
      return typeOfComprehension(node, scope, state);
    case 'bind': {
      const type = typeOfNode(node.value, scope, state);
      return typeOfNode(node.body, { name: node.name, type, outer: scope }, state);
    }
    default:
      return node satisfies never;
  }
}

function typeOfConstant(value: Value): Type {
  const known = constantTypes[kindOf(value)];
  return known ?? DYN;
}

/** The type of what a name stands for, which is noted; `undefined` when nothing has the name. */
function typeOfName(
  node: Ast,
  name: string,
  scope: Scope | undefined,
  state: State,
): Type | undefined {
  for (let at = scope; at !== undefined; at = at.outer)
    if (at.name === name) {
      state.references.set(node, { type: 'local', name });
      return at.type;
    }
  for (const candidate of candidates(name, state.environment)) {
    const variable = state.environment.variables.get(candidate);
    if (variable !== undefined) {
      state.references.set(node, { type: 'variable', name: candidate });
      return variable;
    }
    const constant = state.environment.constants.get(candidate);
    if (constant !== undefined) {
      state.references.set(node, { type: 'constant', value: constant.value });
      return constant.type;
    }
    const struct = structType(candidate, state.environment);
    if (struct !== undefined) {
      state.references.set(node, { type: 'constant', value: new TypeValue(struct) });
      return { kind: 'type', name: 'type', parameters: [struct] };
    }
  }
  return undefined;
}

/** The full names that a name may stand for: in the container, in those around it, then as it is. */
export function candidates(name: string, { scopes }: Environment): readonly string[] {
  return name.startsWith('.') ? [name.slice(1)] : scopes.map((scope) => `${scope}${name}`);
}

function structType(name: string, { structs }: Environment): Type | undefined {
  for (const declaration of structs) {
    const type = declaration.resolve(name);
    if (type !== undefined) return type;
  }
  return undefined;
}

function undeclared(node: Ast, name: string, scope: Scope | undefined, state: State): Type {
  const known = new Set(state.environment.variables.keys());
  for (let at = scope; at !== undefined; at = at.outer)
    if (!at.name.startsWith('@')) known.add(at.name);
  const written = name.replace(/^\./, '');
  state.fail(
    node,
    `undeclared reference to ${JSON.stringify(written)}${suggestion(written, known)}`,
  );
  return ERROR;
}

function typeOfSelect(node: SelectNode, scope: Scope | undefined, state: State): Type {
  if (node.test !== true) {
    const whole = qualifiedType(node, scope, state);
    if (whole !== undefined) return whole;
  }
  const operand = resolved(typeOfNode(node.operand, scope, state), state);
  const type = fieldType(node, operand, node.field, state);
  return node.test === true ? BOOL : type;
}

/** `a.b.c` may be one name of a variable or a type, unless `a` is a variable of a macro. */
function qualifiedType(node: SelectNode, scope: Scope | undefined, state: State): Type | undefined {
  const name = qualifiedName(node);
  if (name === undefined) return undefined;
  return isLocal(name, scope) ? undefined : typeOfName(node, name, undefined, state);
}

/** Whether a qualified name starts with a variable of a macro. */
function isLocal(name: string, scope: Scope | undefined): boolean {
  const [root] = name.split('.');
  for (let at = scope; at !== undefined; at = at.outer) if (at.name === root) return true;
  return false;
}

function fieldType(node: Ast, operand: Type, field: string, state: State): Type {
  switch (operand.kind) {
    case 'map':
      return operand.parameters[1] ?? DYN;
    case 'struct': {
      const type = operand.fields?.get(field);
      if (type !== undefined || operand.fields === undefined) return type ?? DYN;
      const hint = suggestion(field, operand.fields.keys());
      state.fail(node, `undefined field ${JSON.stringify(field)} of ${operand.name}${hint}`);
      return ERROR;
    }
    case 'optional':
      return optionalOf(
        fieldType(node, resolved(operand.parameters[0] ?? DYN, state), field, state),
      );
    case 'parameter':
      isAssignable(operand, DYN, state.bound);
      return DYN;
    case 'dyn':
    case 'error':
      return operand;
    default:
      state.fail(node, `type ${formatType(operand)} does not support field selection`);
      return ERROR;
  }
}

function resolved(type: Type, state: State): Type {
  return substitute(type, state.bound);
}

function typeOfCall(node: CallNode, scope: Scope | undefined, state: State): Type {
  if (node.name === '_?._') return typeOfOptionalSelect(node, scope, state);
  const found = functionOf(node, scope, state.environment);
  const withTarget = node.target !== undefined && !found.isQualified;
  const operands =
    withTarget && node.target !== undefined ? [node.target, ...node.args] : node.args;
  const types = operands.map((operand) => resolved(typeOfNode(operand, scope, state), state));
  if (node.name === '_&&_' || node.name === '_||_') return typeOfLogical(node, types, state);
  const overloads = found.overloads.filter(
    ({ member, parameters }) => member === withTarget && parameters.length === types.length,
  );
  if (found.overloads.length === 0) return unknownFunction(node, state);
  return resolveOverload({ node, types, overloads, all: found.overloads }, state);
}

function typeOfLogical(node: CallNode, types: readonly Type[], state: State): Type {
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
  scope: Scope | undefined,
  environment: Environment,
): { readonly overloads: readonly Overload[]; readonly isQualified: boolean } {
  const prefix = node.target === undefined ? undefined : qualifiedName(node.target);
  if (node.target === undefined || (prefix !== undefined && !isLocal(prefix, scope))) {
    const name = prefix === undefined ? node.name : `${prefix}.${node.name}`;
    for (const candidate of candidates(name, environment)) {
      const overloads = environment.functions.get(candidate);
      if (overloads !== undefined) return { overloads, isQualified: true };
    }
  }
  return { overloads: environment.functions.get(node.name) ?? [], isQualified: false };
}

function unknownFunction(node: CallNode, state: State): Type {
  const prefix = node.target === undefined ? undefined : qualifiedName(node.target);
  const isNamespace =
    prefix !== undefined &&
    !state.environment.variables.has(prefix) &&
    [...state.environment.functions.keys()].some((known) => known.startsWith(`${prefix}.`));
  const name = isNamespace ? `${prefix}.${node.name}` : node.name;
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
  state: State,
): Type {
  const fitting: Overload[] = [];
  let result: Type | undefined;
  for (const overload of call.overloads) {
    state.count += 1;
    const suffix = `%${state.count}`;
    const trial = new Map(state.bound);
    const fits = overload.parameters.every((parameter, at) =>
      isAssignable(instantiate(parameter, suffix), call.types[at] ?? DYN, trial),
    );
    if (!fits) continue;
    fitting.push(overload);
    for (const [name, type] of trial) state.bound.set(name, type);
    const type = substitute(instantiate(overload.result, suffix), state.bound);
    if (result === undefined) result = type;
    else if (!isSameType(result, type)) result = DYN;
  }
  state.overloads.set(call.node, { fitting, all: call.overloads });
  if (result !== undefined) return result;
  return noOverload(call, state);
}

function noOverload(
  call: {
    readonly node: CallNode;
    readonly types: readonly Type[];
    readonly all: readonly Overload[];
  },
  state: State,
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

function typeOfOptionalSelect(node: CallNode, scope: Scope | undefined, state: State): Type {
  const [operand, field] = node.args;
  const name = field?.type === 'constant' ? field.value : undefined;
  if (operand === undefined || typeof name !== 'string') return ERROR;
  const type = resolved(typeOfNode(operand, scope, state), state);
  const selected = fieldType(node, type, name, state);
  return selected.kind === 'optional' && type.kind === 'optional' ? selected : optionalOf(selected);
}

function typeOfList(
  node: Extract<Ast, { readonly type: 'list' }>,
  scope: Scope | undefined,
  state: State,
): Type {
  let element: Type | undefined;
  for (const [at, item] of node.items.entries()) {
    const type = typeOfNode(item, scope, state);
    const own = node.optional.includes(at) ? unwrapped(item, type, state) : type;
    element = element === undefined ? own : join({ node: item, a: element, b: own }, state);
  }
  return listOf(element ?? freshParameter(state));
}

function freshParameter(state: State): Type {
  state.count += 1;
  return { kind: 'parameter', name: `E%${state.count}`, parameters: [] };
}

/** Type inside of an optional entry. */
function unwrapped(node: Ast, type: Type, state: State): Type {
  const known = resolved(type, state);
  if (known.kind === 'optional') return known.parameters[0] ?? DYN;
  if (known.kind !== 'dyn' && known.kind !== 'error' && known.kind !== 'parameter')
    state.fail(node, `an optional entry takes an optional value, but this is ${formatType(known)}`);
  return DYN;
}

/** One type for two elements of a literal. */
function join(
  { node, a, b }: { readonly node: Ast; readonly a: Type; readonly b: Type },
  state: State,
): Type {
  if (state.environment.homogeneous) requireSame({ node, a, b }, state);
  if (!isAssignable(a, b, state.bound)) return DYN;
  return mostGeneral(resolved(a, state), resolved(b, state));
}

/** Kubernetes wants all elements of a literal to be of one type; `dyn` goes with all. */
function requireSame(
  { node, a, b }: { readonly node: Ast; readonly a: Type; readonly b: Type },
  state: State,
): void {
  const [wanted, found] = [resolved(a, state), resolved(b, state)];
  if (isAssignable(wanted, found, new Map(state.bound))) return;
  state.fail(
    node,
    `expected type ${formatType(substitute(wanted, state.bound, true))} but found ${formatType(substitute(found, state.bound, true))}: elements of a literal must have one type`,
  );
}

function typeOfMap(
  node: Extract<Ast, { readonly type: 'map' }>,
  scope: Scope | undefined,
  state: State,
): Type {
  let key: Type | undefined;
  let value: Type | undefined;
  for (const entry of node.entries) {
    const keyType = typeOfNode(entry.key, scope, state);
    const given = typeOfNode(entry.value, scope, state);
    const valueType = entry.optional === true ? unwrapped(entry.value, given, state) : given;
    key = key === undefined ? keyType : join({ node: entry.key, a: key, b: keyType }, state);
    value =
      value === undefined ? valueType : join({ node: entry.value, a: value, b: valueType }, state);
  }
  return mapOf(key ?? freshParameter(state), value ?? freshParameter(state));
}

function typeOfStruct(
  node: Extract<Ast, { readonly type: 'struct' }>,
  scope: Scope | undefined,
  state: State,
): Type {
  const type = candidates(node.name, state.environment)
    .map((name) => structType(name, state.environment))
    .find((found) => found !== undefined);
  const given = node.fields.map((field) => typeOfNode(field.value, scope, state));
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

function typeOfComprehension(
  node: ComprehensionNode,
  scope: Scope | undefined,
  state: State,
): Type {
  const range = resolved(typeOfNode(node.range, scope, state), state);
  const [first, second] = variablesOf(node, range, state);
  let inner: Scope = { name: node.variable, type: first, outer: scope };
  if (node.variable2 !== undefined) inner = { name: node.variable2, type: second, outer: inner };
  if (node.filter !== undefined)
    requireBool(node.filter, typeOfNode(node.filter, inner, state), state);
  const body = typeOfNode(node.body, inner, state);
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

function notEntries(node: ComprehensionNode, state: State): Type {
  state.fail(node.body, 'transformMapEntry takes a map of the new entries, as {key: value}');
  return ERROR;
}

function requireBool(node: Ast, type: Type, state: State): void {
  if (isAssignable(BOOL, type, state.bound)) return;
  state.fail(node, `expected bool, but this is ${formatType(resolved(type, state))}`);
}

/** Types of the one or two variables of a loop over a range. */
function variablesOf(
  node: ComprehensionNode,
  range: Type,
  state: State,
): readonly [first: Type, second: Type] {
  const isTwo = node.variable2 !== undefined;
  switch (range.kind) {
    case 'list':
      return isTwo ? [INT, range.parameters[0] ?? DYN] : [range.parameters[0] ?? DYN, DYN];
    case 'map':
      return [range.parameters[0] ?? DYN, range.parameters[1] ?? DYN];
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
