import type { Condition, Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPatch, FieldPath } from '#model/kubernetes.ts';
import { isKind } from './kind.ts';

/** A check that asks one field of some kinds. */
export interface FieldQuestion {
  /** As `group/Kind`. */
  readonly kinds: readonly string[];
  readonly field: FieldPath;
  /** Whether the value is wrong; `undefined` is a field that is not there. */
  readonly isWrong: (value: Json | undefined, object: KubeObject) => boolean;
  readonly message?: (value: Json | undefined) => string;
  readonly patch?: FieldPatch;
}

/** A condition that reports one field where its value is wrong. */
export function asks({
  kinds,
  field,
  isWrong,
  message,
  patch,
}: FieldQuestion): Condition<ObjectSubject> {
  return function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
    if (!isKind(object, ...kinds)) return;
    const value = valueAt(object.body, field);
    if (!isWrong(value, object)) return;
    yield {
      identity: field.join('/'),
      field,
      ...(message !== undefined && { message: message(value) }),
      ...(patch !== undefined && { patches: [patch] }),
    };
  };
}
