import type { Library, StructDeclaration } from '../declare.ts';
import { equal } from '../equality.ts';
import { mapEntries } from '../map.ts';
import { DYN, STRING, structType, type Type } from '../type.ts';
import { CelError, isList, isMap, Opaque, type Result, type Value } from '../value.ts';
import { jsonPatchLibrary } from './jsonpatch.ts';

/** Part of an object that a mutation wants: `Object.spec{replicas: 3}`. Its type's name says where in the object it belongs. */
export class ObjectLiteral extends Opaque {
  readonly type: Type;
  readonly fields: ReadonlyMap<string, Value>;

  constructor(type: Type, fields: ReadonlyMap<string, Value>) {
    super();
    this.type = type;
    this.fields = fields;
  }

  override equals(other: Opaque): boolean {
    if (!(other instanceof ObjectLiteral) || other.fields.size !== this.fields.size) return false;
    return [...this.fields].every(([name, value]) => {
      const theirs = other.fields.get(name);
      return theirs !== undefined && equal(value, theirs);
    });
  }

  override toText(): string {
    return this.type.name;
  }

  override toJson(): Value {
    const object = Object.create(null) as Record<string, Value>;
    for (const [name, value] of this.fields) object[name] = value;
    return object;
  }

  override field(name: string): Value | undefined {
    return this.fields.get(name);
  }
}

/** One operation of a JSON patch (RFC 6902 §4), not yet checked. `value` is absent when it was not given. */
export class JsonPatchOperation extends Opaque {
  readonly type = JSON_PATCH;
  readonly op: string;
  readonly path: string;
  readonly from: string;
  readonly value: Value | undefined;

  constructor(fields: ReadonlyMap<string, Value>) {
    super();
    this.op = textOf(fields.get('op'));
    this.path = textOf(fields.get('path'));
    this.from = textOf(fields.get('from'));
    this.value = fields.get('value');
  }

  override equals(other: Opaque): boolean {
    return (
      other instanceof JsonPatchOperation &&
      this.op === other.op &&
      this.path === other.path &&
      this.from === other.from &&
      sameOptional(this.value, other.value)
    );
  }

  override toText(): string {
    return `${this.op} ${this.path}`;
  }

  override toJson(): Value {
    return {
      op: this.op,
      path: this.path,
      ...(this.from === '' ? {} : { from: this.from }),
      ...(this.value === undefined ? {} : { value: this.value }),
    };
  }

  override field(name: string): Value | undefined {
    if (name === 'op' || name === 'path' || name === 'from') return this[name];
    return name === 'value' ? this.value : undefined;
  }
}

/** The type `JSONPatch`. */
export const JSON_PATCH: Type = structType('JSONPatch', {
  op: STRING,
  path: STRING,
  from: STRING,
  value: DYN,
});

/** The type `Object` or `Object.spec.template`: any field may be in it. */
export function objectType(name: string): Type {
  return { kind: 'struct', name, parameters: [] };
}

/**
 * Whether every part of a literal stands where its type says (`Object.spec` in the field `spec` of `Object`), as Kubernetes demands.
 * Gives the first complaint, nothing when all is well; maps and lists between do not count.
 */
export function checkLiteralPlaces(value: Value, place = 'Object'): string | undefined {
  if (value instanceof ObjectLiteral) return checkLiteral(value, place);
  const parts = isList(value)
    ? value
    : isMap(value)
      ? mapEntries(value).map(([, part]) => part)
      : [];
  for (const part of parts) {
    const complaint = checkLiteralPlaces(part, place);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function checkLiteral(literal: ObjectLiteral, place: string): string | undefined {
  if (literal.type.name !== place)
    return `unexpected type name "${literal.type.name}", expected "${place}", which matches field name path from root Object type`;
  for (const [name, part] of literal.fields) {
    const complaint = checkLiteralPlaces(part, `${place}.${name}`);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

function sameOptional(a: Value | undefined, b: Value | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equal(a, b);
}

const objects: StructDeclaration = {
  resolve: (name) => (/^Object(?:\.|$)/.test(name) ? objectType(name) : undefined),
  make: (type, fields) => new ObjectLiteral(type, fields),
};

const patches: StructDeclaration = {
  resolve: (name) => (name === JSON_PATCH.name ? JSON_PATCH : undefined),
  make: makePatch,
};

function makePatch(_type: Type, fields: ReadonlyMap<string, Value>): Result {
  for (const name of ['op', 'path', 'from']) {
    const value = fields.get(name);
    if (value !== undefined && typeof value !== 'string')
      return new CelError(`unexpected type for JSONPatchType '${name}' field`);
  }
  return new JsonPatchOperation(fields);
}

/**
 * What only expressions of mutations have: `Object{…}`, `JSONPatch{…}` and `jsonpatch.escapeKey`. Give them to the environment as
 * additional libraries.
 */
export const mutationLibraries: readonly Library[] = [
  {
    name: 'kubernetes.mutation',
    bases: ['kubernetes', 'kyverno', 'caisson'],
    structs: [objects, patches],
  },
  jsonPatchLibrary,
];
