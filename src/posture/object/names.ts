import type { KubeObject } from '#kube/object.ts';

const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const part = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/;

/** Kinds of Kubernetes whose names are a single DNS label (RFC 1123). */
const singleLabel: ReadonlySet<string> = new Set(['/Service', '/Namespace']);

/** Groups whose names need only stand in a URL: `system:node`, `v1.`, `fd00::1`. */
const pathNames: ReadonlySet<string> = new Set([
  'rbac.authorization.k8s.io',
  'apiregistration.k8s.io',
]);

/** Whether the API server takes a name for an object: segments of a path for some groups, a DNS label or subdomain for all others. */
export function isRightName({ group, kind }: KubeObject, name: string): boolean {
  if (pathNames.has(group) || kind === 'IPAddress')
    return name.length > 0 && name !== '.' && name !== '..' && !/[/%]/.test(name);
  if (!isOwnGroup(group) || group === 'certificates.k8s.io') return true;
  if (singleLabel.has(`${group}/${kind}`)) return name.length <= 63 && label.test(name);
  return isSubdomain(name);
}

/** Whether it is a key of labels and annotations: a name of at most 63 characters behind an optional domain and a slash. */
export function isRightKey(key: string): boolean {
  const at = key.indexOf('/');
  const name = key.slice(at + 1);
  return (
    name.length <= 63 && part.test(name) && (at < 0 || isSubdomain(key.slice(0, at).toLowerCase()))
  );
}

/** Whether it is a value of labels. */
export function isRightValue(value: string): boolean {
  return value === '' || (value.length <= 63 && part.test(value));
}

function isSubdomain(name: string): boolean {
  return name.length <= 253 && name.split('.').every((one) => label.test(one));
}

/** Others decide themselves what names their kinds have. */
function isOwnGroup(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}
