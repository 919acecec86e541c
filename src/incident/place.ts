import type { Detection } from '#model/detection.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { AuditEvent } from '#model/runtime-event.ts';
import { workloadKeyOf } from '#model/workload-key.ts';

/** Where a detection happened: what it is grouped by. */
export interface Place {
  /** For people: `shop/Deployment/web`, `compose project`, a name; absent on the host and for the API server. */
  readonly workload?: string;
  /** Same image and role. */
  readonly role?: string;
  readonly container?: string;
  /** `namespace/name` */
  readonly pod?: string;
  /** Who asked the API server, where nothing else is known. */
  readonly actor?: string;
}

/** The place of a detection, from its container or its audit event. */
export function placeOf(detection: Detection): Place {
  const { container, event } = detection;
  if (container !== undefined) {
    const key = workloadKeyOf(container);
    const workload = key.workload === '' ? (container.name ?? container.shortId) : key.workload;
    return {
      workload:
        key.container === '' || workload === key.container || workload.endsWith(`/${key.container}`)
          ? workload
          : `${workload} (${key.container})`,
      role: `${key.workload}\n${key.container}`,
      container: container.id,
      ...(container.pod === undefined
        ? {}
        : { pod: `${container.pod.namespace}/${container.pod.name}` }),
    };
  }
  return event?.source === 'k8s_audit' ? placeOfAudit(event) : {};
}

/** Who a request to the API server came from. */
function userOfAudit({ body }: AuditEvent): string {
  return (
    text(member(body['impersonatedUser'], 'username')) ??
    text(member(body['user'], 'username')) ??
    'somebody'
  );
}

function placeOfAudit(event: AuditEvent): Place {
  const reference = event.body['objectRef'];
  const namespace = text(member(reference, 'namespace'));
  const name =
    text(member(reference, 'name')) ??
    text(member(member(event.body['responseObject'], 'metadata'), 'name'));
  const actor = userOfAudit(event);
  if (member(reference, 'resource') !== 'pods' || namespace === undefined || name === undefined)
    return { actor };
  return { actor, pod: `${namespace}/${name}`, workload: `${namespace}/Pod/${name}` };
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
