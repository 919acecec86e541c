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

/** What is wrong, with the object that has it where the message does not name it, and with the field where no line tells it. */
export function faultStatement(fault: Fault): string {
  const said = clean(fault.message, 500);
  if (fault.object === undefined) return said;
  const name = objectName(fault.object);
  const field = fault.locations[0].line === undefined ? fieldOf(fault) : '';
  const whole = isNamed(said, fault.object) ? said : `${name}: ${said}`;
  return field === '' || whole.includes(field) ? whole : `${whole} (${field})`;
}

/** `Deployment shop/web` or `the namespace "shop"`. */
function isNamed(said: string, object: ObjectReference): boolean {
  const { kind, name } = object;
  return said.includes(objectName(object)) || said.includes(`${kind.toLowerCase()} "${name}"`);
}

/** One name for one object, as paths are written: `shop/Deployment/web`, `ClusterRole/admin`. */
export function objectPath({ kind, namespace, name }: ObjectReference): string {
  return clean([...(namespace === undefined ? [] : [namespace]), kind, name].join('/'), 500);
}

/** The field of a fault as people write it: `spec.containers[0].image`; empty where it is about the whole object. */
export function fieldOf({ locations: [place] }: Pick<Fault, 'locations'>): string {
  return place.field === undefined ? '' : clean(place.field, 300);
}
