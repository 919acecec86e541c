import type { ClusterView } from '#kube/view.ts';
import { accounts, anyNode, running, secrets, subjectNode } from './graph-nodes.ts';
import { podSecurityBlockers, policyAssumptions } from './pod-security-hint.ts';
import { both, type Right, type Rights } from './rights.ts';
import { change, core, type Permission } from './risk.ts';
import { risks } from './risks.ts';
import { inGroup, placeOf, type Step, wide } from './step.ts';

/** Secrets that they can read, and accounts that they can get through them. */
export function secretSteps(view: ClusterView, rights: Rights): readonly Step[] {
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

/** What pods of their own give them. */
export function podSteps(view: ClusterView, rights: Rights): readonly Step[] {
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

/** What running pods give them. */
export function runningSteps(rights: Rights): readonly Step[] {
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
