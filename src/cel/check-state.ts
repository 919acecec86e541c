import type { Ast } from './ast.ts';
import type { Overload } from './declare.ts';
import type { Environment } from './environment.ts';
import { suggestion } from './suggest.ts';
import { DYN, ERROR, formatType, optionalOf, type Type } from './type.ts';
import { isAssignable, type Substitution, substitute } from './unify.ts';
import type { Value } from './value.ts';

/** What a name stands for. */
export type Reference =
  | { readonly type: 'local'; readonly name: string }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'constant'; readonly value: Value };

/** Overloads of a call. */
export interface Candidates {
  /** Those that the static types allow: one when they are known. */
  readonly fitting: readonly Overload[];
  /** All of its name and number of arguments: a static type may promise what a `dyn` does not keep. */
  readonly all: readonly Overload[];
}

/** What checking one tree gathers. */
export interface CheckState {
  readonly environment: Environment;
  readonly bound: Substitution;
  readonly references: Map<Ast, Reference>;
  readonly overloads: Map<Ast, Candidates>;
  readonly structs: Map<Ast, Type>;
  readonly fail: (node: Ast, message: string) => void;
  /** Types a part; the parts of the checker call one another through it. */
  readonly typeOf: (node: Ast, scope: CheckScope | undefined) => Type;
  /** Number of fresh type parameters made so far. */
  count: number;
}

/** Variables of macros that are in reach, innermost first. */
export interface CheckScope {
  readonly name: string;
  readonly type: Type;
  readonly outer: CheckScope | undefined;
}

/** The type with what is known of its parameters put in. */
export function resolved(type: Type, state: CheckState): Type {
  return substitute(type, state.bound);
}

/** A type parameter that no other expression has. */
export function freshParameter(state: CheckState): Type {
  state.count += 1;
  return { kind: 'parameter', name: `E%${state.count}`, parameters: [] };
}

/** Reports optional syntax where the environment has no optional values (Kubernetes before 1.28). */
export function requireOptionals(node: Ast, { environment, fail }: CheckState): void {
  if (!environment.functions.has('optional.of'))
    fail(node, 'optional values are not known in this environment');
}

/** The full names that a name may stand for: in the container, in those around it, then as it is. */
export function candidateNames(name: string, { scopes }: Environment): readonly string[] {
  return name.startsWith('.') ? [name.slice(1)] : scopes.map((scope) => `${scope}${name}`);
}

/** The type that a struct literal of this name makes. */
export function structTypeOf(name: string, { structs }: Environment): Type | undefined {
  for (const declaration of structs) {
    const type = declaration.resolve(name);
    if (type !== undefined) return type;
  }
  return undefined;
}

/** Whether a qualified name starts with a variable of a macro. */
export function isLocal(name: string, scope: CheckScope | undefined): boolean {
  const [root] = name.split('.');
  for (let at = scope; at !== undefined; at = at.outer) if (at.name === root) return true;
  return false;
}

/** The type of `operand.field`; an error is told and gives `ERROR`. */
export function fieldType(node: Ast, operand: Type, field: string, state: CheckState): Type {
  switch (operand.kind) {
    case 'map':
      return operand.parameters[1] ?? DYN;
    case 'struct':
      return structFieldType(node, operand, field, state);
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

function structFieldType(node: Ast, operand: Type, field: string, state: CheckState): Type {
  if (operand.fields === undefined) return DYN;
  const type = operand.fields.get(field);
  if (type !== undefined) return type;
  const hint = suggestion(field, operand.fields.keys());
  state.fail(node, `undefined field ${JSON.stringify(field)} of ${operand.name}${hint}`);
  return ERROR;
}
