import { fieldOf, textOf, valueAt } from '#kube/json.ts';
import type { Container, PodTemplate } from '#kube/pods.ts';
import type { Json } from '#model/json-value.ts';

/** A field of the security context that counts for a container: its own, or else that of the pod. */
export function effective(pod: PodTemplate, { body }: Container, field: string): Json | undefined {
  const own = valueAt(body, ['securityContext', field]) ?? null;
  return own === null ? valueAt(pod.spec, ['securityContext', field]) : own;
}

/** The container's own security context. */
export function securityOf({ body }: Container): Json | undefined {
  return fieldOf(body, 'securityContext');
}

export function isWindows({ spec }: PodTemplate): boolean {
  const system = textOf(valueAt(spec, ['os', 'name']));
  const node = textOf(valueAt(spec, ['nodeSelector', 'kubernetes.io/os']));
  return (system ?? node) === 'windows';
}

/** Whether the API server refuses `allowPrivilegeEscalation: false` beside what the container has. */
export function needsEscalation(container: Container): boolean {
  const security = securityOf(container);
  const added = valueAt(security, ['capabilities', 'add']);
  return (
    fieldOf(security, 'privileged') === true ||
    (Array.isArray(added) && (added.includes('SYS_ADMIN') || added.includes('CAP_SYS_ADMIN')))
  );
}
