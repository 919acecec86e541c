import { fieldOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { isKind } from './kind.ts';

/** Annotations that keep a load balancer inside the network of the cloud, and the values that do. */
const internal: readonly (readonly [string, RegExp])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', /^(?:true|0\.0\.0\.0\/0)$/],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', /^internal$/],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', /^true$/],
  ['networking.gke.io/load-balancer-type', /^internal$/i],
  ['cloud.google.com/load-balancer-type', /^internal$/i],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', /^true$/],
  ['service.beta.kubernetes.io/oci-load-balancer-internal', /^true$/],
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', /^private$/],
  ['service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', /^intranet$/],
  ['service.beta.kubernetes.io/do-loadbalancer-network', /^internal$/i],
  ['load-balancer.hetzner.cloud/disable-public-network', /^true$/],
];

/** Annotations that say who may reach a load balancer, besides `spec.loadBalancerSourceRanges`. */
const ranges = [
  'service.beta.kubernetes.io/load-balancer-source-ranges',
  'service.beta.kubernetes.io/aws-load-balancer-security-groups',
  'service.beta.kubernetes.io/azure-allowed-ip-ranges',
  'service.beta.kubernetes.io/azure-allowed-service-tags',
];

/** `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`; `undefined` for what is no Service. */
export function serviceTypeOf(object: KubeObject): string | undefined {
  if (!isKind(object, '/Service')) return undefined;
  return textOf(valueAt(object.body, ['spec', 'type'])) ?? 'ClusterIP';
}

/** Whether a load balancer stays inside the network of the cloud, or of a tunnel with a login of its own. */
export function isInternal({ annotations, body }: KubeObject): boolean {
  if (/tailscale/.test(textOf(valueAt(body, ['spec', 'loadBalancerClass'])) ?? '')) return true;
  return internal.some(([key, value]) => value.test(annotations.get(key) ?? ''));
}

/** The addresses that may reach a load balancer; empty where nothing limits them. */
export function sourceRangesOf({ annotations, body }: KubeObject): readonly string[] {
  const written = textsOf(fieldOf(fieldOf(body, 'spec'), 'loadBalancerSourceRanges'));
  return [...written, ...ranges.flatMap((key) => annotations.get(key)?.split(',') ?? [])];
}

/** Whether a CIDR stands for every address of its family. */
export function isEverywhere(cidr: string): boolean {
  return /^(?:\d+\.\d+\.\d+\.\d+\/0|[\da-fA-F:]*:[\da-fA-F:]*\/0)$/.test(cidr.trim());
}
