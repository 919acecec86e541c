import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';

const withoutPolicies = /(?:^|\/)(?:kube-)?flannel(?:[:@-]|$)/;
const enforcers =
  /calico|cilium|antrea|weave-npc|kube-router|kube-ovn|canal|ovn-kubernetes|network-policy|aws-node|azure-npm|romana/;

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const agents = view.workloads.filter(({ object }) => object.kind === 'DaemonSet');
  const names = agents.map(({ object, pod }) => [
    object.name,
    ...pod.containers.map(({ image }) => image),
  ]);
  const at = names.findIndex((all) => all.some((name) => withoutPolicies.test(name)));
  const agent = agents[at];
  if (agent === undefined || names.flat().some((name) => enforcers.test(name))) return;
  yield {
    message: `"${agent.object.name}" enforces no policies`,
    object: referenceOf(agent.object),
    field: ['metadata', 'name'],
  };
}
