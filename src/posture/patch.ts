import type { Json } from '#model/json-value.ts';
import type { FieldPatch, FieldPath } from '#model/kubernetes.ts';

/** A patch that writes one field; unless said otherwise, a person has to look whether the program still works. */
export function setField(
  title: string,
  path: FieldPath,
  value: Json,
  safety: FieldPatch['safety'] = 'review',
): FieldPatch {
  return { title, safety, changes: [{ op: 'set', path, value }] };
}

/** A patch that takes one field away. */
export function removeField(
  title: string,
  path: FieldPath,
  safety: FieldPatch['safety'] = 'review',
): FieldPatch {
  return { title, safety, changes: [{ op: 'remove', path }] };
}
