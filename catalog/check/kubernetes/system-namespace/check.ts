import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isOwned } from '#posture/workload/controller.ts';

const system: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);
const parts =
  /^(?:kube-|coredns|etcd|konnectivity|metrics-server|calico|cilium|aws-node|azure-|gke-|ebs-csi|efs-csi|local-path|traefik|svclb-|snapshot-controller|node-local-dns|cloud-node)/;

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  if (pods.length === 0 || !system.has(object.namespace ?? '') || isOwned(object)) return;
  if (parts.test(object.name) || object.labels.get('tier') === 'control-plane') return;
  yield { message: `it is in ${object.namespace ?? ''}`, field: ['metadata', 'namespace'] };
}
