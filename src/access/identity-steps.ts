import type { Access } from './access.ts';
import {
  accounts,
  anyNode,
  clusterAdmin,
  identities,
  namespaceAdmin,
  subjectNode,
} from './graph-nodes.ts';
import { isPowerful } from './power.ts';
import { both, type Right, type Rights } from './rights.ts';
import { change, core } from './risk.ts';
import { risks } from './risks.ts';
import { roleKey } from './roles.ts';
import { inGroup, placeOf, type Step, wide } from './step.ts';

const rbac = 'rbac.authorization.k8s.io';
const certificates = 'certificates.k8s.io';

/** Who they can become by a token. */
export function tokenSteps(rights: Rights): readonly Step[] {
  const permission = risks['token-create'].permissions[0];
  return [
    ...rights.to(permission).map((right) => ({
      kind: 'token-create',
      to: accounts(right.namespace),
      title: `makes a token of any service account ${placeOf(right.namespace)}`,
      right,
    })),
    ...namedAccounts('token-create', 'makes a token of', rights.named(permission)),
  ];
}

function namedAccounts(kind: string, title: string, all: readonly Right[]): readonly Step[] {
  return all.flatMap((right) =>
    right.namespace === undefined
      ? []
      : right.names.map((name) => {
          const to = subjectNode({
            kind: 'ServiceAccount',
            namespace: right.namespace ?? '',
            name,
          });
          return { kind, to, title: `${title} ${to.label}`, right };
        }),
  );
}

/** Who they can act as. */
export function impersonateSteps(rights: Rights): readonly Step[] {
  const kind = 'impersonate';
  const users = core(['impersonate'], 'users');
  const groups = core(['impersonate'], 'groups');
  const own = core(['impersonate'], 'serviceaccounts');
  const isSomebody = [users, own].some(
    (one) => rights.to(one).length + rights.named(one).length > 0,
  );
  const masters = [
    ...wide(rights.to(groups)),
    ...wide(rights.named(groups)).filter(({ names }) => names.includes('system:masters')),
  ];
  return [
    ...(isSomebody ? masters : []).map((right) => ({
      kind,
      to: clusterAdmin,
      title: 'acts as a member of system:masters',
      right,
    })),
    ...wide(rights.to(users)).map((right) => ({
      kind,
      to: identities,
      title: 'acts as any user',
      right,
    })),
    ...wide(rights.named(users)).flatMap((right) =>
      right.names.map((name) => ({
        kind,
        to: subjectNode({ kind: 'User', name }),
        title: `acts as user "${name}"`,
        right,
      })),
    ),
    ...rights.to(own).map((right) => ({
      kind,
      to: accounts(right.namespace),
      title: `acts as any service account ${placeOf(right.namespace)}`,
      right,
    })),
    ...namedAccounts(kind, 'acts as', rights.named(own)),
  ];
}

/** What they can give themselves. */
export function roleSteps(access: Access, rights: Rights): readonly Step[] {
  const bind = inGroup(rbac, ['bind'], 'clusterroles');
  const strong = rights
    .named(bind)
    .filter(({ names }) => names.some((name) => isStrongRole(access, name)));
  const bindAll = [...rights.to(bind), ...strong];
  const wideBindings = rights.to(inGroup(rbac, change, 'clusterrolebindings'));
  const bindings = rights.to(inGroup(rbac, change, 'rolebindings'));
  return [
    ...wide(both(wideBindings, bindAll)).map((right) => ({
      kind: 'bind',
      to: clusterAdmin,
      title: 'binds cluster-admin to itself',
      right,
    })),
    ...both(bindings, bindAll).map((right) => ({
      kind: 'bind',
      to: namespaceAdmin(right.namespace ?? 'kube-system'),
      title: `binds a role for everything to itself in "${right.namespace ?? 'kube-system'}"`,
      right,
    })),
    ...wide(escalation(rights, 'clusterroles')).map((right) => ({
      kind: 'escalate',
      to: clusterAdmin,
      title: 'writes all rights into a cluster role that everybody has',
      right,
    })),
    ...escalation(rights, 'roles').map((right) => ({
      kind: 'escalate',
      to: namespaceAdmin(right.namespace ?? 'kube-system'),
      title: `writes all rights into a role of "${right.namespace ?? 'kube-system'}"`,
      right,
    })),
  ];
}

function escalation(rights: Rights, resource: string): readonly Right[] {
  return both(
    rights.to(inGroup(rbac, ['escalate'], resource)),
    rights.to(inGroup(rbac, ['update', 'patch'], resource)),
  );
}

function isStrongRole({ roles }: Access, name: string): boolean {
  const role = roles.get(roleKey(undefined, name));
  return name === 'admin' || (role !== undefined && isPowerful(role));
}

/** Whose certificates they can get. */
export function certificateSteps(rights: Rights): readonly Step[] {
  const approve = both(
    wide(rights.to(inGroup(certificates, ['create'], 'certificatesigningrequests'))),
    wide(
      rights.to(inGroup(certificates, ['update', 'patch'], 'certificatesigningrequests/approval')),
    ),
  );
  const signers = inGroup(certificates, ['approve'], 'signers');
  const goals = [
    ['kubernetes.io/kube-apiserver-client', identities, 'a client certificate of any user'],
    ['kubernetes.io/kube-apiserver-client-kubelet', anyNode, 'the client certificate of a node'],
  ] as const;
  return goals.flatMap(([signer, to, what]) => {
    const mine = rights
      .named(signers)
      .filter(({ names }) => names.some((one) => fits(one, signer)));
    return both(approve, wide([...rights.to(signers), ...mine])).map((right) => ({
      kind: 'csr-approve',
      to,
      title: `approves ${what} for itself`,
      right,
    }));
  });
}

function fits(name: string, signer: string): boolean {
  return name === signer || name === `${signer.slice(0, signer.indexOf('/'))}/*`;
}
