import { isObject, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { FieldPatch } from '#model/kubernetes.ts';
import { setField } from '../patch.ts';
import type { Replacement } from './api-versions.ts';

/** A patch that writes the newer version, where the object is the same in it; none where somebody has to convert it. */
export function newerVersion(
  object: KubeObject,
  replacement: Replacement | undefined,
): readonly FieldPatch[] {
  if (replacement?.isSame !== true) return [];
  const { apiVersion } = replacement;
  // apps/v1 demands the selector that the older versions took from the template
  const isApp = apiVersion === 'apps/v1' && object.kind !== 'ControllerRevision';
  if (isApp && !isObject(valueAt(object.body, ['spec', 'selector']))) return [];
  return [setField(`use ${apiVersion}`, ['apiVersion'], apiVersion)];
}
