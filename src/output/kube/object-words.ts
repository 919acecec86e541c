import type { Fault } from '#model/fault.ts';
import type { ObjectReference } from '#model/kubernetes.ts';
import { clean } from '../clean.ts';

/** How people call an object: `Deployment shop/web`, `ClusterRole admin`. Clean. */
export function objectName({ kind, namespace, name }: ObjectReference): string {
  const own = name === '' ? '(generated name)' : name;
  return clean(`${kind} ${namespace === undefined ? own : `${namespace}/${own}`}`, 400);
}

/** The same for the same object, whatever version of its kind is written. */
export function objectKey({ kind, namespace, name }: ObjectReference): string {
  return `${kind}\n${namespace ?? ''}\n${name}`;
}

/** What is wrong, with the object that has it in front where the message does not name it. */
export function faultStatement({ message, object }: Fault): string {
  const said = clean(message, 500);
  if (object === undefined) return said;
  const name = objectName(object);
  return said.includes(name) ? said : `${name}: ${said}`;
}

/** The field of a fault as people write it: `spec.containers[0].image`; empty where it is about the whole object. */
export function fieldOf({ locations: [place] }: Pick<Fault, 'locations'>): string {
  return place.field === undefined ? '' : clean(place.field, 300);
}
