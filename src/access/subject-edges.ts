import type { ClusterView } from '#kube/view.ts';
import type { AccessEdge, AccessNode } from '#model/access.ts';
import type { Access } from './access.ts';
import {
  accounts,
  anyNode,
  clusterAdmin,
  identities,
  namespaceAdmin,
  running,
  secrets,
  subjectNode,
} from './graph-nodes.ts';
import { podSecurityBlockers, policyAssumptions } from './pod-security-hint.ts';
import { isPowerful } from './power.ts';
import { both, type Right, type Rights } from './rights.ts';
import { type Permission, type RiskId, risks } from './risks.ts';
import { roleKey } from './roles.ts';

interface Step {
  readonly kind: string;
  readonly to: AccessNode;
  readonly title: string;
  readonly right: Right;
  readonly blockers?: readonly string[];
  readonly assumptions?: readonly string[];
}

/** What one subject can do next. */
export function edgesOfSubject(access: Access, rights: Rights): readonly AccessEdge[] {
  const from = subjectNode(rights.subject).id;
  const steps = [
    ...whole(rights),
    ...secretSteps(access.view, rights),
    ...podSteps(access.view, rights),
    ...runningSteps(rights),
    ...tokenSteps(rights),
    ...impersonateSteps(rights),
    ...roleSteps(access, rights),
    ...certificateSteps(rights),
    ...controlSteps(access.view, rights),
  ];
  return steps
    .filter(({ to }) => to.id !== from)
    .map(({ kind, to, title, right, blockers = [], assumptions = [] }) => ({
      kind,
      from,
      to: to.id,
      title,
      techniques: techniquesOf(kind),
      grants: right.grants,
      blockers,
      assumptions,
    }));
}

function techniquesOf(kind: string): readonly string[] {
  return Object.hasOwn(risks, kind) ? risks[kind as RiskId].techniques : ['T1078'];
}

function core(verbs: readonly string[], ...resources: readonly string[]): Permission {
  return { verbs, groups: [''], resources };
}

function inGroup(
  group: string,
  verbs: readonly string[],
  ...resources: readonly string[]
): Permission {
  return { verbs, groups: [group], resources };
}

const rbac = 'rbac.authorization.k8s.io';
const certificates = 'certificates.k8s.io';
const change = ['create', 'update', 'patch'];

function placeOf(namespace: string | undefined): string {
  return namespace === undefined ? 'of the cluster' : `of "${namespace}"`;
}

function whole(rights: Rights): readonly Step[] {
  return rights.everything().map((right) => ({
    kind: 'everything',
    to: right.namespace === undefined ? clusterAdmin : namespaceAdmin(right.namespace),
    title: `may do everything ${right.namespace === undefined ? 'in the cluster' : `in "${right.namespace}"`}`,
    right,
  }));
}

function secretSteps(view: ClusterView, rights: Rights): readonly Step[] {
  const readable = rights.to(core(['get', 'list', 'watch'], 'secrets'));
  const writable = rights.to(core(['create'], 'secrets'));
  const lasting = readable.flatMap((right) =>
    view
      .ofKind('', 'Secret')
      .filter(({ namespace }) => right.namespace === undefined || right.namespace === namespace)
      .filter(({ body }) => body['type'] === 'kubernetes.io/service-account-token')
      .map((secret) => ({
        kind: 'secrets-read',
        to: subjectNode({
          kind: 'ServiceAccount',
          namespace: secret.namespace ?? 'default',
          name: secret.annotations.get('kubernetes.io/service-account.name') ?? '',
        }),
        title: `reads the token in secret "${secret.name}"`,
        right,
      })),
  );
  return [
    ...readable.map((right) => ({
      kind: 'secrets-read',
      to: secrets(right.namespace),
      title: `reads the secrets ${placeOf(right.namespace)}`,
      right,
    })),
    ...lasting,
    ...both(readable, writable).map((right) => ({
      kind: 'secrets-write',
      to: accounts(right.namespace),
      title: `makes a token secret of any account ${placeOf(right.namespace)} and reads it`,
      right,
    })),
  ];
}

const podMakers: readonly (readonly [string, readonly Permission[]])[] = [
  ['pods-create', risks['pods-create'].permissions],
  ['workloads-write', risks['workloads-write'].permissions],
  [
    'operators',
    [
      inGroup('argoproj.io', change, 'workflows', 'cronworkflows'),
      inGroup('tekton.dev', change, 'taskruns', 'pipelineruns'),
    ],
  ],
];

function podSteps(view: ClusterView, rights: Rights): readonly Step[] {
  const labels = rights.to(core(['update', 'patch'], 'namespaces'));
  return podMakers.flatMap(([kind, permissions]) =>
    oneForEachPlace(permissions.flatMap((one) => rights.to(one))).flatMap((right) => {
      const { namespace } = right;
      const lifted = both([right], labels).length > 0;
      const blockers = lifted ? [] : podSecurityBlockers(view, namespace);
      const assumptions = policyAssumptions(view);
      return [
        {
          kind,
          to: accounts(namespace),
          title: `runs a pod as any service account ${placeOf(namespace)}`,
          right,
        },
        { kind, to: secrets(namespace), title: `mounts any secret ${placeOf(namespace)}`, right },
        {
          kind,
          to: anyNode,
          title: `runs a privileged pod ${namespace === undefined ? 'in any namespace' : `in "${namespace}"`}`,
          right,
          blockers,
          assumptions,
        },
      ];
    }),
  );
}

function oneForEachPlace(all: readonly Right[]): readonly Right[] {
  const wide = all.find(({ namespace }) => namespace === undefined);
  if (wide !== undefined) return [wide];
  return [...new Map(all.toReversed().map((right) => [right.namespace, right])).values()];
}

function runningSteps(rights: Rights): readonly Step[] {
  const ways = [
    ['pods-exec', core(['create', 'get'], 'pods/exec', 'pods/attach'), 'runs commands in pods'],
    ['pods-debug', core(['update', 'patch'], 'pods/ephemeralcontainers'), 'debugs pods'],
  ] as const;
  const inPods = ways.flatMap(([kind, permission, title]) =>
    rights.to(permission).map((right) => ({
      kind,
      to: running(right.namespace),
      title: `${title} ${placeOf(right.namespace)}`,
      right,
    })),
  );
  const kubelet = wide(rights.to(risks['nodes-proxy'].permissions[0])).map((right) => ({
    kind: 'nodes-proxy',
    to: running(undefined),
    title: 'runs commands in any pod through the kubelet',
    right,
  }));
  return [...inPods, ...kubelet];
}

function wide(all: readonly Right[]): readonly Right[] {
  return all.filter(({ namespace }) => namespace === undefined);
}

function tokenSteps(rights: Rights): readonly Step[] {
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

function impersonateSteps(rights: Rights): readonly Step[] {
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

function roleSteps(access: Access, rights: Rights): readonly Step[] {
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
      title: 'binds cluster-admin to themselves',
      right,
    })),
    ...both(bindings, bindAll).map((right) => ({
      kind: 'bind',
      to: namespaceAdmin(right.namespace ?? 'kube-system'),
      title: `binds a role for everything to themselves in "${right.namespace ?? 'kube-system'}"`,
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

function certificateSteps(rights: Rights): readonly Step[] {
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
      title: `approves ${what} for themselves`,
      right,
    }));
  });
}

function fits(name: string, signer: string): boolean {
  return name === signer || name === `${signer.slice(0, signer.indexOf('/'))}/*`;
}

function controlSteps(view: ClusterView, rights: Rights): readonly Step[] {
  const admission = 'admissionregistration.k8s.io';
  const webhooks = rights.to(inGroup(admission, change, 'mutatingwebhookconfigurations'));
  const viewers = rights.to(inGroup(admission, change, 'validatingwebhookconfigurations'));
  const volumes = wide(rights.to(core(['create'], 'persistentvolumes')));
  const config = core(['update', 'patch'], 'configmaps');
  const awsAuth = [
    ...(view.find('', 'ConfigMap', 'aws-auth', 'kube-system') === undefined
      ? []
      : rights.to(config)),
    ...rights.named(config).filter(({ names }) => names.includes('aws-auth')),
  ].filter(({ namespace }) => namespace === undefined || namespace === 'kube-system');
  const reach = ['the API server reaches an address of theirs'];
  return [
    ...wide(webhooks).map((right) => ({
      kind: 'admission-write',
      to: clusterAdmin,
      title: 'changes any object that somebody else writes',
      right,
      assumptions: reach,
    })),
    ...wide(viewers).map((right) => ({
      kind: 'admission-write',
      to: secrets(undefined),
      title: 'is shown every secret that is written',
      right,
      assumptions: reach,
    })),
    ...both(volumes, rights.to(core(['create'], 'pods'))).map((right) => ({
      kind: 'volumes-create',
      to: anyNode,
      title: 'mounts a directory of a node through a persistent volume',
      right,
    })),
    ...awsAuth.map((right) => ({
      kind: 'system-config-write',
      to: clusterAdmin,
      title: 'maps an identity of the cloud to system:masters in aws-auth',
      right,
    })),
  ];
}
