import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { ClusterView } from '#kube/view.ts';
import { accessOf } from './access.ts';
import { isBuiltInName } from './built-in-roles.ts';
import { isPartOfCluster } from './quiet.ts';
import { rbacGroup } from './roles.ts';

/** Bindings to service accounts that are not there: whoever can create one of that name has the rights. */
export function* danglingSubjects({ view }: ClusterSubject): Iterable<Violation> {
  for (const { object, subjects } of accessOf(view).bindings)
    for (const [at, subject] of subjects) {
      if (subject.kind !== 'ServiceAccount' || isPartOfCluster(subject)) continue;
      const { name, namespace = '' } = subject;
      if (!isMissingAccount(view, namespace, name)) continue;
      yield {
        message: `there is no ServiceAccount "${name}" in "${namespace}"`,
        object: referenceOf(object),
        field: ['subjects', at],
        identity: `${namespace}/${name}`,
      };
    }
}

function isMissingAccount(view: ClusterView, namespace: string, name: string): boolean {
  if (name === 'default' || !view.covers(namespace)) return false;
  if (view.find('', 'ServiceAccount', name, namespace) !== undefined) return false;
  if (unplaced(view).has(name)) return false;
  const byNamespace = view.memo('access accounts', () =>
    Map.groupBy(view.ofKind('', 'ServiceAccount'), (one) => one.namespace),
  );
  return mayTell(view, byNamespace.get(namespace)?.length ?? 0, '/ServiceAccount');
}

/** Accounts in files that leave the namespace to whoever applies them. */
function unplaced(view: ClusterView): ReadonlySet<string> {
  return view.memo('access accounts without namespace', () => {
    const accounts = view.completeness === 'cluster' ? [] : view.ofKind('', 'ServiceAccount');
    const open = accounts.filter(
      ({ body }) => valueAt(body, ['metadata', 'namespace']) === undefined,
    );
    return new Set(open.map(({ name }) => name));
  });
}

/** Bindings of roles that are not there. */
export function* danglingRoles({ view }: ClusterSubject): Iterable<Violation> {
  for (const { object, role, roleKind, roleName, namespace } of accessOf(view).bindings) {
    if (role !== undefined || roleName === '' || isBuiltInName(roleName)) continue;
    const isLocal = roleKind === 'Role';
    const siblings = isLocal
      ? view.ofKind(rbacGroup, roleKind).filter((one) => one.namespace === namespace).length
      : 0;
    if (!mayTell(view, siblings, `${rbacGroup}/${roleKind}`)) continue;
    const where = isLocal ? ` in "${namespace ?? ''}"` : '';
    yield {
      message: `there is no ${roleKind} "${roleName}"${where}: the binding gives nothing`,
      object: referenceOf(object),
      field: ['roleRef'],
      identity: roleName,
    };
  }
}

/** Files may leave out what stands elsewhere; where others of the kind and namespace are there, one is missed. */
function mayTell(view: ClusterView, siblings: number, kind: string): boolean {
  if (view.unlisted.has(kind)) return false;
  return view.completeness === 'cluster' || siblings > 0;
}
