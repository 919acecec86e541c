import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView, type Completeness } from '#kube/view.ts';
import type { AccessRequest } from '#model/access.ts';
import { type Access, accessOf } from '../access.ts';
import { parseResource } from '../resource-name.ts';

/** What YAML gives to whom. */
export function readAccess(yaml: string, completeness: Completeness = 'manifests'): Access {
  const { objects } = readManifests('rbac.yaml', Buffer.from(yaml));
  return accessOf(new ClusterView(objects, completeness));
}

/** `get pods/log -n shop web`, `get /metrics`. */
export function ask(text: string): AccessRequest {
  const [verb = '', what = '', ...rest] = text.split(' ');
  if (what.startsWith('/')) return { type: 'url', verb, path: what };
  const { group, resource, subresource } = parseResource(what);
  const namespace = rest[0] === '-n' ? rest[1] : undefined;
  const name = namespace === undefined ? rest[0] : rest[2];
  return {
    type: 'resource',
    verb,
    group,
    resource,
    ...(subresource !== '' && { subresource }),
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
  };
}

/** A role and a binding in two lines: `rule` is the flow form of one rule. */
export function granted(rule: string, subject: string, namespace?: string): string {
  const [role, scope] =
    namespace === undefined ? ['ClusterRole', ''] : ['Role', `, namespace: ${namespace}`];
  return `
apiVersion: rbac.authorization.k8s.io/v1
kind: ${role}
metadata: {name: r${scope}}
rules:
  - ${rule}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${role}Binding
metadata: {name: b${scope}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${role}, name: r}
subjects:
  - ${subject}
`;
}
