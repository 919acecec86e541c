import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { PodTemplate } from '#kube/pods.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { mountsOf, volumesOf } from './volumes.ts';

/** A name or path that stands for two things. */
export interface Duplicate {
  readonly what: string;
  readonly name: string;
  readonly field: FieldPath;
}

/** Names of containers and of volumes that a pod gives twice, and paths where a container mounts twice. */
export function* duplicatesIn(pod: PodTemplate): Generator<Duplicate> {
  yield* repeated(
    'container',
    pod.containers.map(({ name, path }) => ({ name, field: [...path, 'name'] })),
  );
  yield* repeated(
    'volume',
    volumesOf(pod).map(({ name, path }) => ({ name, field: [...path, 'name'] })),
  );
  for (const container of pod.containers)
    yield* repeated(
      'mount path',
      mountsOf(container).map(({ mountPath: name, path }) => ({
        name,
        field: [...path, 'mountPath'],
      })),
    );
}

function* repeated(
  what: string,
  items: readonly { readonly name: string; readonly field: FieldPath }[],
): Generator<Duplicate> {
  const seen = new Set<string>();
  for (const { name, field } of items) {
    if (name !== '' && seen.has(name)) yield { what, name, field };
    seen.add(name);
  }
}

/** Volumes that containers may mount: those of the pod, and those that a StatefulSet claims for each of its pods. */
export function volumeNames({ body }: KubeObject, pod: PodTemplate): ReadonlySet<string> {
  const claims = objectsOf(valueAt(body, ['spec', 'volumeClaimTemplates']));
  return new Set([
    ...volumesOf(pod).map(({ name }) => name),
    ...claims.map(([, claim]) => textOf(valueAt(claim, ['metadata', 'name'])) ?? ''),
    ...claims.map(([, claim]) => textOf(fieldOf(claim, 'name')) ?? ''),
  ]);
}
