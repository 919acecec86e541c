import { nameOf } from '#kube/object.ts';
import type { NetworkWorkload } from './workloads.ts';

/** `Deployment shop/web, Deployment shop/api and 3 more`. */
export function readable(workloads: readonly NetworkWorkload[]): string {
  const names = workloads.map(({ kind, namespace, name }) => nameOf({ kind, namespace, name }));
  const shown = names.slice(0, 3).join(', ');
  return names.length <= 3 ? shown : `${shown} and ${names.length - 3} more`;
}
