import type { Detection } from '#model/detection.ts';
import type { AuditEvent, RuntimeProcess } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';

/** Names for incidents, one after the other. */
export function counter(prefix = 'incident'): () => string {
  let count = 0;
  return () => `${prefix}-${(count += 1)}`;
}

/** A container of a deployment. */
export function container(workload: string, replica = 1): WorkloadContainer {
  const [namespace = 'shop', name = 'web'] = workload.split('/');
  const id = `${namespace}${name}${replica}`.replace(/[^a-z0-9]/g, '').padEnd(64, '0');
  return {
    id,
    shortId: id.slice(0, 12),
    engine: 'containerd',
    name,
    image: {
      reference: `registry.local/${workload}:1`,
      repository: `registry.local/${workload}`,
      tag: '1',
    },
    pod: {
      name: `${name}-7d4b9c6f5d-x2x${replica}z`,
      namespace,
      owner: `Deployment/${name}`,
      container: name,
    },
  };
}

/** A process of a container. */
export function process(
  owner: WorkloadContainer,
  parts: Partial<RuntimeProcess> = {},
): RuntimeProcess {
  return {
    pid: 100,
    start: 0,
    name: 'server',
    exe: parts.name ?? 'server',
    exePath: `/usr/bin/${parts.name ?? 'server'}`,
    args: [],
    cwd: '/',
    tty: 0,
    session: 100,
    group: 100,
    uid: 1000,
    effectiveUid: 1000,
    gid: 1000,
    effectiveGid: 1000,
    loginUid: -1,
    capabilities: { effective: 0, permitted: 0, inheritable: 0 },
    container: owner,
    ...parts,
  };
}

/** A detection of a rule. `time` in milliseconds. */
export function detection(parts: Partial<Detection> & { readonly time: number }): Detection {
  const owner = parts.container ?? parts.process?.container;
  return {
    id: `detection-${parts.rule ?? 'rule'}-${parts.time}`,
    kind: 'rule',
    rule: 'Rule',
    priority: 'notice',
    severity: 'low',
    source: 'syscall',
    tags: [],
    output: 'something happened',
    outputFields: {},
    because: [],
    ...parts,
    ...(owner === undefined ? {} : { container: owner }),
  };
}

/** A request to the API server: `exec` into a pod. */
export function podExec(time: number, user: string, owner: WorkloadContainer): Detection {
  const { namespace, name } = owner.pod ?? { namespace: '', name: '' };
  const event: AuditEvent = {
    source: 'k8s_audit',
    number: 1,
    type: 'pluginevent',
    seconds: Math.floor(time / 1000),
    nanoseconds: 0,
    body: {
      verb: 'create',
      user: { username: user },
      objectRef: { resource: 'pods', subresource: 'exec', namespace, name },
    },
  };
  return detection({
    time,
    rule: 'Attach or exec to pod',
    source: 'k8s_audit',
    severity: 'medium',
    priority: 'notice',
    event,
  });
}
