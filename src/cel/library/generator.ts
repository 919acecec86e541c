import { parseJson } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import { type Library, memberOverload as member } from '../declare.ts';
import { BOOL, DYN, listOf, mapOf, opaqueType, STRING, type Type } from '../type.ts';
import { CelError, type Result, type Value } from '../value.ts';
import { ask, bothNames } from './facts.ts';
import { jsonText } from './json-text.ts';
import { Namespace } from './namespace.ts';

/** The type of the variable `generator`. */
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

function apply({ generate }: Generator, namespace: string, objects: readonly Value[]): Result {
  const text = jsonText(objects);
  if (text instanceof CelError) return text;
  return ask('failed to generate resources', () => {
    // Written by us just before, from maps only.
    generate(namespace, parseJson(text, 'the objects') as readonly JsonObject[]);
    return true;
  });
}

/** Objects that a policy generates (Kyverno 1.18 `kyverno.generator`). */
export const generatorLibrary: Library = {
  name: 'kyverno.generator',
  bases: ['kyverno', 'caisson'],
  functions: bothNames('apply', [
    member([GENERATOR, STRING, listOf(mapOf(STRING, DYN))], BOOL, apply),
  ]),
};
