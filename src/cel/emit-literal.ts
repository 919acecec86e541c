import type { Ast, MapEntryNode } from './ast.ts';
import { type EmitScope, type Emitted, type Emitter, emitConstant, emitted } from './emit.ts';
import type { Code, Frame } from './frame.ts';
import { mapFromEntries } from './map.ts';
import { CelError, Optional, type Result, type Value } from './value.ts';

type NodeOf<T extends Ast['type']> = Extract<Ast, { readonly type: T }>;

const listCost = 10;
const mapCost = 30;
const structCost = 40;

/** `[a, ?b]`: free when all of it is known. */
export function emitList(
  node: NodeOf<'list'>,
  scope: EmitScope | undefined,
  emitter: Emitter,
): Emitted {
  const parts = node.items.map((item) => emitter.emit(item, scope));
  const constants = constantsOf(parts);
  if (constants !== undefined && node.optional.length === 0) return emitConstant(constants);
  const codes = parts.map(({ code }) => code);
  const optional = new Set(node.optional);
  return emitted((frame) => makeList(frame, codes, optional), parts, emitter);
}

function makeList(frame: Frame, codes: readonly Code[], optional: ReadonlySet<number>): Result {
  frame.cost += listCost;
  const made: Value[] = [];
  for (const [at, code] of codes.entries()) {
    const value = code(frame);
    if (value instanceof CelError) return value;
    if (!optional.has(at)) made.push(value);
    else if (!(value instanceof Optional)) return notOptional();
    else if (value.value !== undefined) made.push(value.value);
  }
  return made;
}

/** The values when every part is a literal. */
function constantsOf(parts: readonly Emitted[]): readonly Value[] | undefined {
  const values: Value[] = [];
  for (const { constant } of parts) {
    if (constant === undefined) return undefined;
    values.push(constant.value);
  }
  return values;
}

/** `{key: value, ?other: value}`. */
export function emitMap(
  node: NodeOf<'map'>,
  scope: EmitScope | undefined,
  emitter: Emitter,
): Emitted {
  const parts = node.entries.map((entry) => emitEntry(entry, scope, emitter));
  const flat = parts.flatMap(({ key, value }) => [key, value]);
  if (constantsOf(flat) !== undefined && parts.every(({ optional }) => !optional)) {
    const made = mapFromEntries(
      parts.map(({ key, value }) => [key.constant?.value ?? null, value.constant?.value ?? null]),
    );
    if (!(made instanceof CelError)) return emitConstant(made);
  }
  return emitted((frame) => makeMap(frame, parts), flat, emitter);
}

interface EmittedEntry {
  readonly key: Emitted;
  readonly value: Emitted;
  readonly optional: boolean;
}

function emitEntry(
  entry: MapEntryNode,
  scope: EmitScope | undefined,
  emitter: Emitter,
): EmittedEntry {
  const key = emitter.emit(entry.key, scope);
  const value = emitter.emit(entry.value, scope);
  return { key, value, optional: entry.optional === true };
}

function makeMap(frame: Frame, parts: readonly EmittedEntry[]): Result {
  frame.cost += mapCost;
  const made: (readonly [Value, Value])[] = [];
  for (const part of parts) {
    const key = part.key.code(frame);
    if (key instanceof CelError) return key;
    const value = part.value.code(frame);
    if (value instanceof CelError) return value;
    if (!part.optional) made.push([key, value]);
    else if (!(value instanceof Optional)) return notOptional();
    else if (value.value !== undefined) made.push([key, value.value]);
  }
  return mapFromEntries(made);
}

/** `Name{field: value}` of a library's type. */
export function emitStruct(
  node: NodeOf<'struct'>,
  scope: EmitScope | undefined,
  emitter: Emitter,
): Emitted {
  const type = emitter.checked.structs.get(node);
  const declaration = emitter.environment.structs.find(
    (known) => type !== undefined && known.resolve(type.name) !== undefined,
  );
  const parts = node.fields.map((field) => ({
    name: field.name,
    value: emitter.emit(field.value, scope),
    optional: field.optional === true,
  }));
  function code(frame: Frame): Result {
    if (type === undefined || declaration === undefined) return new CelError('unknown type');
    frame.cost += structCost;
    const fields = new Map<string, Value>();
    for (const { name, value, optional } of parts) {
      const given = value.code(frame);
      if (given instanceof CelError) return given;
      if (!optional) fields.set(name, given);
      else if (!(given instanceof Optional)) return notOptional();
      else if (given.value !== undefined) fields.set(name, given.value);
    }
    return declaration.make(type, fields);
  }
  return emitted(
    code,
    parts.map(({ value }) => value),
    emitter,
  );
}

function notOptional(): CelError {
  return new CelError('an optional entry takes an optional value');
}
