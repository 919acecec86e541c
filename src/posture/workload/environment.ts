import { fieldOf, listOf, objectsOf, textOf } from '#kube/json.ts';
import type { Container } from '#kube/pods.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

/** A variable that a container sets. */
export interface Variable {
  readonly name: string;
  /** What is written in the object; absent where it comes from elsewhere. */
  readonly value?: string;
  readonly body: JsonObject;
  /** From the container: `['env', 3]`. */
  readonly steps: FieldPath;
}

export function variablesOf({ body }: Container): readonly Variable[] {
  return objectsOf(fieldOf(body, 'env')).map(([at, one]) => {
    const value = textOf(fieldOf(one, 'value'));
    return {
      name: textOf(fieldOf(one, 'name')) ?? '',
      ...(value !== undefined && { value }),
      body: one,
      steps: ['env', at],
    };
  });
}

/** A word of the command line, with its place from the container. */
export interface Argument {
  readonly text: string;
  readonly steps: FieldPath;
}

export function argumentsOf({ body }: Container): readonly Argument[] {
  return ['command', 'args'].flatMap((field) =>
    listOf(fieldOf(body, field)).flatMap((text, at) =>
      typeof text === 'string' ? [{ text, steps: [field, at] }] : [],
    ),
  );
}
