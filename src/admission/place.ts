import { formatFieldPath } from '#kube/field-path.ts';
import { type KubeObject, locate } from '#kube/object.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Location } from '#model/location.ts';
import type { YamlNode } from '#yaml/node.ts';
import { itemsOf, member, resolve } from '#yaml/read.ts';

/** Where a character of the text at a field stands in the file, through folding and indentation; the field, where that is not known. */
export function locateText(object: KubeObject, field: FieldPath, at: number | undefined): Location {
  const whole = locate(object, field);
  const { node, rendered, place } = object.origin;
  if (at === undefined || node === undefined || rendered !== undefined) return whole;
  const scalar = resolve(nodeAt(node, field));
  if (scalar?.kind !== 'scalar') return whole;
  const start = scalar.placeOf(Math.min(at, scalar.text.length));
  const end = scalar.placeOf(Math.min(at + 1, scalar.text.length));
  return {
    ...place,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    field: formatFieldPath(field),
  };
}

function nodeAt(root: YamlNode, field: FieldPath): YamlNode | undefined {
  let current: YamlNode | undefined = root;
  for (const step of field)
    current = typeof step === 'number' ? itemsOf(current)[step] : member(current, step);
  return current;
}
