import { fieldOf, isObject, valueAt } from '#kube/json.ts';
import type { Container, PodTemplate } from '#kube/pods.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { Json } from '#model/json-value.ts';
import { placedContainers } from './violation.ts';

export type ResourceList = 'requests' | 'limits';

/** What a container writes of a resource. */
export function amountOf(
  { body }: Container,
  list: ResourceList,
  resource: string,
): Json | undefined {
  const value = valueAt(body, ['resources', list, resource]) ?? null;
  return value === null ? undefined : value;
}

/**
 * Containers that get none of a resource: neither they nor their pod (`spec.resources`, Kubernetes 1.34) write it. A limit is a
 * request too (API defaulting). Debug containers have no resources of their own.
 */
export function* containersWithout(
  subject: ObjectSubject,
  list: ResourceList,
  resource: string,
): Generator<Container> {
  for (const [container, pod] of placedContainers(subject)) {
    if (container.type === 'ephemeral' || hasAmount(container, list, resource)) continue;
    if (!podHas(pod, list, resource)) yield container;
  }
}

function hasAmount(container: Container, list: ResourceList, resource: string): boolean {
  if (amountOf(container, list, resource) !== undefined) return true;
  return list === 'requests' && amountOf(container, 'limits', resource) !== undefined;
}

function podHas({ spec }: PodTemplate, list: ResourceList, resource: string): boolean {
  const resources = fieldOf(spec, 'resources');
  if (!isObject(resources)) return false;
  const lists = list === 'requests' ? ['requests', 'limits'] : ['limits'];
  return lists.some((name) => (valueAt(resources, [name, resource]) ?? null) !== null);
}
