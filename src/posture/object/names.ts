import { fieldOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';

const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
/** RFC 1035: the first is a letter. */
const oldLabel = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const part = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/;

type Rule = (name: string, object: KubeObject, minor: number) => boolean;

/**
 * Kinds whose names are no DNS subdomains (their `ValidateObjectMeta` in Kubernetes). `system:node`, `v1.`, `fd00::1` need only
 * stand in a URL; others are made of what the object says.
 */
const rules: Readonly<Record<string, Rule>> = {
  '/Namespace': isLabel,
  '/Service': (name, _, minor) => isLabel(name) && (minor > 34 || oldLabel.test(name)),
  '/Event': isSegment,
  'batch/CronJob': (name) => name.length <= 52 && isSubdomain(name),
  'batch/Job': (name) => name.length <= 63 && isSubdomain(name),
  'policy/PodDisruptionBudget': isSegment,
  'policy/Eviction': isSegment,
  'rbac.authorization.k8s.io/Role': isSegment,
  'rbac.authorization.k8s.io/ClusterRole': isSegment,
  'rbac.authorization.k8s.io/RoleBinding': isSegment,
  'rbac.authorization.k8s.io/ClusterRoleBinding': isSegment,
  'networking.k8s.io/IPAddress': isSegment,
  'storage.k8s.io/CSIDriver': (name) => name.length <= 63 && isSubdomain(name.toLowerCase()),
  'apiregistration.k8s.io/APIService': isWanted,
  'apiextensions.k8s.io/CustomResourceDefinition': isWanted,
};

/** Groups whose names are not looked at, or follow rules of their own: `example.com:signer:bundle`. */
const freeGroups: ReadonlySet<string> = new Set([
  'certificates.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'internal.apiserver.k8s.io',
]);

/** Whether the API server of a minor takes a name for an object: a DNS label or subdomain, or what the kind allows. */
export function isRightName(object: KubeObject, name: string, minor = 36): boolean {
  const { group, kind } = object;
  const id = `${group}/${kind}`;
  if (Object.hasOwn(rules, id)) return rules[id]?.(name, object, minor) ?? true;
  if (!isOwnGroup(group) || freeGroups.has(group)) return true;
  return isSubdomain(name);
}

/** What the name must be, where the object says so itself; `undefined` for other kinds and for what is not complete. */
export function wantedName({ group, kind, body }: KubeObject): string | undefined {
  const id = `${group}/${kind}`;
  const spec = fieldOf(body, 'spec');
  const ofGroup = textOf(fieldOf(spec, 'group'));
  // v1. is the core group
  if (id === 'apiregistration.k8s.io/APIService')
    return joined(textOf(fieldOf(spec, 'version')), ofGroup ?? '');
  if (id !== 'apiextensions.k8s.io/CustomResourceDefinition') return undefined;
  return joined(textOf(valueAt(spec, ['names', 'plural'])), ofGroup);
}

function joined(first: string | undefined, rest: string | undefined): string | undefined {
  return first === undefined || rest === undefined ? undefined : `${first}.${rest}`;
}

function isWanted(name: string, object: KubeObject): boolean {
  return (wantedName(object) ?? name) === name;
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

function isLabel(name: string): boolean {
  return name.length <= 63 && label.test(name);
}

function isSubdomain(name: string): boolean {
  return name.length <= 253 && name.split('.').every((one) => label.test(one));
}

/** A segment of a path. */
function isSegment(name: string): boolean {
  return name.length > 0 && name !== '.' && name !== '..' && !/[/%]/.test(name);
}

/** Others decide themselves what names their kinds have. */
function isOwnGroup(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}
