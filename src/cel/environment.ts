import type { Base, FunctionDeclaration, Library, Overload, StructDeclaration } from './declare.ts';
import { type MacroTable, macroTable } from './expand.ts';
import { libraries } from './library/libraries.ts';
import { standardLibraries } from './standard/libraries.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  INT,
  listOf,
  mapOf,
  NULL,
  optionalOf,
  STRING,
  TIMESTAMP,
  type Type,
  typeOf,
  UINT,
} from './type.ts';
import { TypeValue, type Value } from './value.ts';

/** Where an expression will run: Kubernetes of a minor version, or one of ours. */
export type EnvironmentName =
  | { readonly base: 'kubernetes'; readonly minor: number }
  | Exclude<Base, 'kubernetes'>;

/** Everything that an expression may refer to. Immutable; make it once and compile many expressions in it. */
export interface Environment {
  readonly base: Base;
  /** Kubernetes minor version; `Infinity` for the others. */
  readonly minor: number;
  readonly variables: ReadonlyMap<string, Type>;
  readonly functions: ReadonlyMap<string, readonly Overload[]>;
  readonly macros: MacroTable;
  readonly structs: readonly StructDeclaration[];
  readonly constants: ReadonlyMap<string, { readonly type: Type; readonly value: Value }>;
  /** Prefixes under which names are looked up, longest first; the last is `''`. */
  readonly scopes: readonly string[];
  /** List and map literals must be of one type (Kubernetes). */
  readonly homogeneous: boolean;
  /** Literal durations, timestamps and patterns are checked while compiling (Kubernetes since 1.29). */
  readonly checksLiterals: boolean;
  /**
   * A presence test (`has`, `.?`) of what cannot have fields is an error, as the specification has it; elsewhere it finds nothing, as
   * cel-go does unless told otherwise.
   */
  readonly strictPresence: boolean;
  /** What `x.orValue(d)` gives where `x` is no optional: `x` (cel-go to 0.27, Kyverno) or an error (cel-go from 0.28). */
  readonly orValue: 'lenient' | 'strict';
}

export interface EnvironmentOptions {
  /** Namespace in which names are looked up first: `a.b`. */
  readonly container?: string;
  readonly libraries?: readonly Library[];
  /** `lenient` unless told. */
  readonly orValue?: 'lenient' | 'strict';
}

const basicTypes: readonly Type[] = [
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  INT,
  listOf(),
  mapOf(),
  NULL,
  optionalOf(),
  STRING,
  TIMESTAMP,
  typeOf(),
  UINT,
];

/** The environment of that name with these variables. Names of variables may be qualified (`authorizer.requestResource`). */
export function environmentOf(
  name: EnvironmentName,
  variables: Readonly<Record<string, Type>>,
  options: EnvironmentOptions = {},
): Environment {
  const base = typeof name === 'string' ? name : name.base;
  const minor = typeof name === 'string' ? Number.POSITIVE_INFINITY : name.minor;
  const taken = [...standardLibraries, ...libraries, ...(options.libraries ?? [])].filter(
    (library) => library.bases.includes(base) && (library.since ?? 0) <= minor,
  );
  return {
    base,
    minor,
    variables: new Map(Object.entries(variables)),
    functions: functionTable(taken, minor),
    macros: macroTable(
      taken.flatMap(({ macros }) => macros ?? []).filter(({ since }) => (since ?? 0) <= minor),
    ),
    structs: taken.flatMap(({ structs }) => structs ?? []),
    constants: constantTable(taken),
    scopes: scopesOf(options.container ?? ''),
    homogeneous: base === 'kubernetes' || base === 'kyverno',
    checksLiterals: base !== 'standard' && minor >= 29,
    strictPresence: base === 'standard',
    orValue: options.orValue ?? 'lenient',
  };
}

function functionTable(
  taken: readonly Library[],
  minor: number,
): ReadonlyMap<string, readonly Overload[]> {
  const table = new Map<string, Overload[]>();
  for (const declaration of taken.flatMap(
    ({ functions }): readonly FunctionDeclaration[] => functions ?? [],
  )) {
    const overloads = declaration.overloads.filter(({ since }) => (since ?? 0) <= minor);
    if (overloads.length === 0) continue;
    const known = table.get(declaration.name);
    if (known === undefined) table.set(declaration.name, [...overloads]);
    else known.push(...overloads);
  }
  return table;
}

function constantTable(taken: readonly Library[]): Environment['constants'] {
  const table = new Map<string, { readonly type: Type; readonly value: Value }>();
  for (const type of [...basicTypes, ...taken.flatMap(({ types }) => types ?? [])])
    table.set(type.name, { type: typeOf(type), value: new TypeValue(type) });
  for (const { constants } of taken)
    for (const [name, constant] of constants ?? []) table.set(name, constant);
  return table;
}

function scopesOf(container: string): readonly string[] {
  const scopes: string[] = [];
  for (let part = container; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('.'))))
    scopes.push(`${part}.`);
  return [...scopes, ''];
}
