import { faultOf } from '#check/fault.ts';
import type { Check } from '#contract/check.ts';
import { type KubeObject, locate, nameOf, referenceOf } from '#kube/object.ts';
import type { Fault } from '#model/fault.ts';
import { subjectsOfObject } from './object-subject.ts';
import type { NodeSubject } from './subject.ts';

/**
 * Faults in what one object says of nodes: static Pods of the control plane and the kubelet, KubeletConfiguration,
 * KubeProxyConfiguration, kubeadm's ClusterConfiguration, EncryptionConfiguration, audit Policy, AuthenticationConfiguration and
 * AuthorizationConfiguration. None in other objects. What it does not say is no fault. `minor` is what it is meant for.
 */
export function nodeFaultsOfObject(
  object: KubeObject,
  checks: readonly Check<NodeSubject>[],
  minor?: number,
): readonly Fault[] {
  const faults: Fault[] = [];
  for (const subject of subjectsOfObject(object, minor))
    for (const { meta, evaluate } of checks)
      for (const violation of evaluate(subject)) {
        const named = object.name === '' ? {} : { object: referenceOf(object) };
        const { subject: component = nameOf(object) } = violation;
        faults.push(
          faultOf(meta, { ...violation, ...named, subject: component }, locate(object, [])),
        );
      }
  return faults;
}
