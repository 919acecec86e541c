import type { FieldPath } from './kubernetes.ts';

/** Levels of the Pod Security Standards, from free to strict. */
export const podSecurityLevels = ['privileged', 'baseline', 'restricted'] as const;
export type PodSecurityLevel = (typeof podSecurityLevels)[number];

const controls = [
  'allowPrivilegeEscalation',
  'appArmorProfile',
  'capabilities_baseline',
  'capabilities_restricted',
  'hostNamespaces',
  'hostPathVolumes',
  'hostPorts',
  'hostProbesAndHostLifecycle',
  'privileged',
  'procMount',
  'procMount_restricted',
  'restrictedVolumes',
  'runAsNonRoot',
  'runAsUser',
  'seLinuxOptions',
  'seccompProfile_baseline',
  'seccompProfile_restricted',
  'sysctls',
  'windowsHostProcess',
] as const;
/** A control of the Pod Security Standards, by the id that Kubernetes' admission plugin gives it. */
export type PodSecurityControl = (typeof controls)[number];

/** A field that breaks a control. */
export interface PodSecurityPlace {
  /** From the root of the object. A field that ought to be there is named even where nothing is written. */
  readonly field: FieldPath;
  /** The container it belongs to; absent: the pod. */
  readonly container?: string;
  /** The volume it belongs to. */
  readonly volume?: string;
  /** What it says and must not: a capability, a port, a type. Absent: it has to say something and does not. */
  readonly value?: string;
}

/** One control that a pod breaks. */
export interface PodSecurityViolation {
  readonly control: PodSecurityControl;
  /** The level that brings the control: `restricted` is strict by all of `baseline` too. */
  readonly level: 'baseline' | 'restricted';
  /** What is wrong, with the names of containers and volumes; no full stop. */
  readonly message: string;
  /** Never empty. */
  readonly places: readonly PodSecurityPlace[];
}
