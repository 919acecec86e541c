import { booleanOf, fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { PodTemplate } from '#kube/pods.ts';
import { normalPath, volumesOf } from './volumes.ts';

/** The account that a pod runs as; `default` where none is written. */
export function serviceAccountOf({ spec }: PodTemplate): string {
  const name = textOf(fieldOf(spec, 'serviceAccountName')) ?? '';
  const old = textOf(fieldOf(spec, 'serviceAccount')) ?? '';
  if (name !== '') return name;
  return old === '' ? 'default' : old;
}

/** What a pod says of its token: `undefined` leaves it to the account, which mounts it unless it says otherwise. */
export function automountOf({ spec }: PodTemplate): boolean | undefined {
  return booleanOf(fieldOf(spec, 'automountServiceAccountToken'));
}

/** Whether a pod mounts a token of its own making where programs look for one. */
export function mountsOwnToken(pod: PodTemplate): boolean {
  const tokens = volumesOf(pod)
    .filter(({ body }) =>
      objectsOf(valueAt(body, ['projected', 'sources'])).some(
        ([, source]) => fieldOf(source, 'serviceAccountToken') !== undefined,
      ),
    )
    .map(({ name }) => name);
  if (tokens.length === 0) return false;
  return pod.containers.some(({ body }) =>
    objectsOf(fieldOf(body, 'volumeMounts')).some(
      ([, mount]) =>
        tokens.includes(textOf(fieldOf(mount, 'name')) ?? '') &&
        normalPath(textOf(fieldOf(mount, 'mountPath')) ?? '').endsWith(
          '/run/secrets/kubernetes.io/serviceaccount',
        ),
    ),
  );
}
