import { isObject, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { FieldPatch, FieldPath } from '#model/kubernetes.ts';

/** A patch that gives a field another name in its map; none where it is not there. */
export function renameField(
  { body }: KubeObject,
  path: FieldPath,
  name: string,
): readonly FieldPatch[] {
  const value = valueAt(body, path);
  const around = path.slice(0, -1);
  const map = valueAt(body, around);
  if (value === undefined || !isObject(map)) return [];
  const title = `rename "${path.at(-1)}" to "${name}"`;
  // a map must not become empty on the way
  if (Object.keys(map).length === 1 && around.length > 0)
    return [
      { title, safety: 'review', changes: [{ op: 'set', path: around, value: { [name]: value } }] },
    ];
  const changes = [
    { op: 'remove', path },
    { op: 'set', path: [...around, name], value },
  ] as const;
  return [{ title, safety: 'review', changes }];
}
