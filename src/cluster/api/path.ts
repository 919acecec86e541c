import type { ApiResource, Selection } from '#contract/cluster.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** `/api/v1`, `/apis/apps/v1`. */
export function groupPath(group: string, version: string): string {
  return group === '' ? `/api/${segment(version)}` : `/apis/${segment(group)}/${segment(version)}`;
}

/** The path of all objects of a kind, or of one of them. A namespace is ignored where the kind has none. */
export function resourcePath(
  { group, version, name, namespaced }: ApiResource,
  namespace: string | undefined,
  objectName?: string,
): string {
  const base = groupPath(group, version);
  const within = namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : '';
  return `${base}${within}/${segment(name)}${objectName === undefined ? '' : `/${segment(objectName)}`}`;
}

/** With what was set; `?a=b&c=d`. */
export function withQuery(path: string, query: Query): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (set.length === 0) return path;
  return `${path}?${new URLSearchParams(Object.fromEntries(set.map(([key, value]) => [key, String(value)]))).toString()}`;
}

export function selectionQuery({ labelSelector, fieldSelector }: Selection): Query {
  return { labelSelector, fieldSelector };
}

/** How people call a kind: `deployments.apps`. */
export function resourceName({ group, name }: ApiResource): string {
  return group === '' ? name : `${name}.${group}`;
}

/** Kubernetes' path segment names: neither `.` nor `..`, no slash, no percent sign. */
function segment(text: string): string {
  if (text === '' || text === '.' || text === '..' || /[/%?#]/.test(text))
    throw new CaissonError('usage.invalid-argument', `${quote(text)} is no name of Kubernetes`);
  return encodeURIComponent(text);
}
