import type { FieldPatch } from '#model/kubernetes.ts';
import type { Fix } from '#model/source-range.ts';
import { editsOf } from '#yaml/edit.ts';
import type { KubeObject } from './object.ts';

/**
 * The patch as edits of the file that the object was read from; comments, order and style stay. `undefined` where it cannot be
 * written without touching more than the object: behind aliases and merge keys, in rendered manifests, in live objects.
 */
export function fixOf({ origin }: KubeObject, patch: FieldPatch): Fix | undefined {
  const { node, source, rendered } = origin;
  if (node === undefined || source === undefined || rendered !== undefined) return undefined;
  const edits = editsOf(node, source, patch.changes);
  if (edits === undefined || edits.length === 0) return undefined;
  return { title: patch.title, safety: patch.safety, edits };
}
