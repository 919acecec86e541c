import type { ClusterView } from '#kube/view.ts';
import { anyNode, clusterAdmin, secrets } from './graph-nodes.ts';
import { both, type Rights } from './rights.ts';
import { change, core } from './risk.ts';
import { inGroup, type Step, wide } from './step.ts';

/** What parts of the control plane give them. */
export function controlSteps(view: ClusterView, rights: Rights): readonly Step[] {
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
