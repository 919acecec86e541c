import type { Ast, SelectNode } from './ast.ts';
import { typeOfCall } from './check-call.ts';
import { typeOfList, typeOfMap, typeOfStruct } from './check-literal.ts';
import { typeOfLoop } from './check-loop.ts';
import {
  type Candidates,
  type CheckScope,
  type CheckState,
  candidateNames,
  fieldType,
  isLocal,
  type Reference,
  resolved,
  structTypeOf,
} from './check-state.ts';
import type { Environment } from './environment.ts';
import { suggestion } from './suggest.ts';
import { qualifiedName } from './tree.ts';
import { BOOL, BYTES, DOUBLE, DYN, ERROR, INT, NULL, STRING, type Type, UINT } from './type.ts';
import { Substitution, substitute } from './unify.ts';
import { kindOf, TypeValue, type ValueKind } from './value.ts';

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
};

/** Types every part of an expanded tree; faults are told to `fail`, all of them. */
export function check(
  ast: Ast,
  environment: Environment,
  fail: (node: Ast, message: string) => void,
): Checked {
  const state: CheckState = {
    environment,
    bound: new Substitution(),
    references: new Map(),
    overloads: new Map(),
    structs: new Map(),
    fail,
    typeOf: (node, scope) => typeOfNode(node, scope, state),
    count: 0,
  };
  const type = substitute(typeOfNode(ast, undefined, state), state.bound, true);
  const { references, overloads, structs } = state;
  return { type, references, overloads, structs };
}

function typeOfNode(node: Ast, scope: CheckScope | undefined, state: CheckState): Type {
  switch (node.type) {
    case 'constant':
      return constantTypes[kindOf(node.value)] ?? DYN;
    case 'ident':
      return typeOfIdent(node, scope, state);
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
      return typeOfLoop(node, scope, state);
    default:
      return state.typeOf(node.body, {
        name: node.name,
        type: state.typeOf(node.value, scope),
        outer: scope,
      });
  }
}

function typeOfIdent(
  node: Extract<Ast, { readonly type: 'ident' }>,
  scope: CheckScope | undefined,
  state: CheckState,
): Type {
  return typeOfName(node, node.name, scope, state) ?? undeclared(node, node.name, scope, state);
}

/** The type of what a name stands for, which is noted; `undefined` when nothing has the name. */
function typeOfName(
  node: Ast,
  name: string,
  scope: CheckScope | undefined,
  state: CheckState,
): Type | undefined {
  for (let at = scope; at !== undefined; at = at.outer)
    if (at.name === name) {
      state.references.set(node, { type: 'local', name });
      return at.type;
    }
  for (const candidate of candidateNames(name, state.environment)) {
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
    const struct = structTypeOf(candidate, state.environment);
    if (struct !== undefined) {
      state.references.set(node, { type: 'constant', value: new TypeValue(struct) });
      return { kind: 'type', name: 'type', parameters: [struct] };
    }
  }
  return undefined;
}

function undeclared(
  node: Ast,
  name: string,
  scope: CheckScope | undefined,
  state: CheckState,
): Type {
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

function typeOfSelect(node: SelectNode, scope: CheckScope | undefined, state: CheckState): Type {
  if (node.test !== true) {
    const whole = qualifiedType(node, scope, state);
    if (whole !== undefined) return whole;
  }
  const operand = resolved(state.typeOf(node.operand, scope), state);
  const type = fieldType(node, operand, node.field, state);
  return node.test === true ? BOOL : type;
}

/** `a.b.c` may be one name of a variable or a type, unless `a` is a variable of a macro. */
function qualifiedType(
  node: SelectNode,
  scope: CheckScope | undefined,
  state: CheckState,
): Type | undefined {
  const name = qualifiedName(node);
  if (name === undefined) return undefined;
  return isLocal(name, scope) ? undefined : typeOfName(node, name, undefined, state);
}
