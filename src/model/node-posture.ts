import type { Fault } from './fault.ts';
import type { Gap } from './observation.ts';
import type { Severity } from './severity.ts';

/** What a node was installed by, or who runs it. */
export const nodeVariants = [
  'kubeadm',
  'k3s',
  'rke2',
  'microk8s',
  'openshift',
  'eks',
  'gke',
  'aks',
] as const;
export type NodeVariant = (typeof nodeVariants)[number];

/**
 * `unknown`: what it is about could not be read. `manual`: a person has to judge it. `not-applicable`: there is nothing on this
 * node that it could be about, or the provider of a managed cluster answers for it.
 */
export const nodeResults = ['pass', 'fail', 'not-applicable', 'unknown', 'manual'] as const;
export type NodeResult = (typeof nodeResults)[number];

/** One question about a node and its answer. */
export interface NodeControl {
  /** `cis-kubernetes-1.12`. */
  readonly framework: string;
  /** Number in the framework, `1.2.15`; absent for what Caisson asks besides. */
  readonly control?: string;
  /** Number and name of the part of the framework: `1.2 API server`. */
  readonly section: string;
  /** Id of the check in the catalogue; absent for what only a person can answer. */
  readonly check?: string;
  readonly severity?: Severity;
  readonly title: string;
  /** How the framework itself wants it answered. */
  readonly assessment: 'automated' | 'manual';
  readonly result: NodeResult;
  /** Why it is so: what is wrong, why it does not apply, why nobody knows, what a person should look at. Absent of a plain pass. */
  readonly reason?: string;
  /** What was read, as pairs for people: a file and its mode, a flag and its value. */
  readonly evidence: readonly NodeEvidence[];
}

export interface NodeEvidence {
  readonly label: string;
  readonly text: string;
}

/** What is known of a node. */
export interface NodeReport {
  readonly variant: NodeVariant;
  /** Minor version of Kubernetes, `34` of 1.34; absent when nothing on the node tells. */
  readonly minor?: number;
  /** Names of the components that were found: `kube-apiserver`, `kubelet`. */
  readonly components: readonly string[];
  /** In the order of the framework; what it does not ask comes last. */
  readonly controls: readonly NodeControl[];
  readonly counts: Readonly<Record<NodeResult, number>>;
  readonly faults: readonly Fault[];
  readonly gaps: readonly Gap[];
}
