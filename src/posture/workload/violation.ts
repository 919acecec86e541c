import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { Container, PodTemplate } from '#kube/pods.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { PodSecurityControl, PodSecurityPlace } from '#model/pod-security.ts';
import { placesOf } from '../pod-security/evaluate.ts';

/** The containers of all pods of an object, or only those of some types. */
export function containersIn(
  { pods }: ObjectSubject,
  ...types: readonly Container['type'][]
): readonly Container[] {
  const all =
    pods.length === 1 ? (pods[0]?.containers ?? []) : pods.flatMap((pod) => pod.containers);
  return types.length === 0 ? all : all.filter(({ type }) => types.includes(type));
}

/** The containers with the pod that each belongs to. */
export function* placedContainers({
  pods,
}: ObjectSubject): Generator<readonly [Container, PodTemplate]> {
  for (const pod of pods) for (const container of pod.containers) yield [container, pod];
}

/** How people call it: `container "web"`, `init container "wait"`. */
export function called({ type, name }: Container): string {
  const kind = type === 'regular' ? 'container' : `${type} container`;
  return name === '' ? `a ${kind} without a name` : `${kind} ${JSON.stringify(name)}`;
}

/** A fault of a container: `steps` lead to the field from the container, `detail` tells it from others in the container. */
export function inContainer(
  { name, path }: Container,
  steps: FieldPath,
  message: string,
  extra: Omit<Violation, 'message' | 'field'> & { readonly detail?: string } = {},
): Violation {
  const { detail, ...rest } = extra;
  const identity = detail === undefined ? name : `${name} ${detail}`;
  return { message, identity, field: [...path, ...steps], ...rest };
}

/** What breaks a control of the Pod Security Standards in the version that the objects are for. */
export function placesIn(
  { pods, settings }: ObjectSubject,
  control: PodSecurityControl,
): readonly PodSecurityPlace[] {
  return pods.flatMap((pod) => placesOf(control, settings.minor, pod));
}

/**
 * Who ought to write a field of the security context and does not: the pod (a place without container), where none of its
 * containers does, else each container. `steps` lead to the field from the security context. A pod that writes something wrong
 * is no such place.
 */
export function lacksIn(
  { pods, settings }: ObjectSubject,
  control: PodSecurityControl,
  steps: readonly string[],
): readonly PodSecurityPlace[] {
  return pods.flatMap((pod) => {
    const path = ['securityContext', ...steps];
    if ((valueAt(pod.spec, path) ?? null) !== null) return [];
    const places = placesOf(control, settings.minor, pod);
    const lacking = places.filter(({ value }) => value === undefined);
    if (lacking.length === 0 || lacking.length < pod.containers.length) return lacking;
    return [{ field: [...pod.specPath, ...path] }];
  });
}

/** A fault of a field that breaks a control. */
export function atPlace(
  { field, container, volume, value }: PodSecurityPlace,
  message: string,
  extra: Omit<Violation, 'message' | 'field'> = {},
): Violation {
  const parts = [container, volume, field.at(-1) === value ? undefined : value];
  const identity = parts.filter((part) => part !== undefined).join(' ');
  return { message, field, ...(identity !== '' && { identity }), ...extra };
}

/** Who has the field: `container "web"`, or `the pod`. */
export function holderOf({ container }: PodSecurityPlace): string {
  return container === undefined ? 'the pod' : `container ${JSON.stringify(container)}`;
}
