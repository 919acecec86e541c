import { CaissonError } from '#kit/error.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { type Library, memberOverload as member } from '../declare.ts';
import { toJson } from '../json.ts';
import { BOOL, DYN, listOf, mapOf, opaqueType, STRING, type Type } from '../type.ts';
import type { Result, Value } from '../value.ts';
import { ask, bothNames } from './facts.ts';
import { Namespace } from './namespace.ts';

const OBJECTS = listOf(mapOf(STRING, DYN));

/** The type of the variable `generator` in policies of the whole cluster. */
export const GENERATOR: Type<Generator> = opaqueType('generator.Context');

/** Told the objects that a policy wants to be in a namespace; may throw `access.*` to refuse them. */
export type Generate = (namespace: string, objects: readonly JsonObject[]) => void;

/** What `generator` is: bind it to that variable, declared as `GENERATOR`. */
export class Generator extends Namespace {
  readonly generate: Generate;

  constructor(generate: Generate) {
    super(GENERATOR);
    this.generate = generate;
  }
}

/** The type of the variable `generator` in policies of a namespace: `apply` takes no namespace. */
export const NAMESPACED_GENERATOR: Type<NamespacedGenerator> = opaqueType(
  'generator.NamespacedContext',
);

/** What `generator` is in a policy of a namespace, which makes objects in no other: declared as `NAMESPACED_GENERATOR`. */
export class NamespacedGenerator extends Namespace {
  readonly generate: Generate;
  readonly namespace: string;

  constructor(generate: Generate, namespace: string) {
    super(NAMESPACED_GENERATOR);
    this.generate = generate;
    this.namespace = namespace;
  }
}

interface Holder {
  readonly generate: Generate;
}

function apply({ generate }: Holder, namespace: string, objects: readonly Value[]): Result {
  return ask('failed to generate resources', () => {
    generate(namespace, objects.map(toObject));
    return true;
  });
}

function toObject(value: Value): JsonObject {
  const json = toJson(value);
  if (typeof json === 'object' && json !== null && !isArray(json)) return json;
  throw new CaissonError('input.malformed', 'a resource must be an object');
}

function isArray(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/** Objects that a policy generates (Kyverno 1.18 `kyverno.generator`). */
export const generatorLibrary: Library = {
  name: 'kyverno.generator',
  bases: ['kyverno', 'caisson'],
  functions: bothNames('apply', [
    member([GENERATOR, STRING, OBJECTS], BOOL, apply),
    member([NAMESPACED_GENERATOR, OBJECTS], BOOL, (self, objects) =>
      apply(self, self.namespace, objects),
    ),
  ]),
};
