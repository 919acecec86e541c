import type { KubeObject } from './object.ts';
import type { PodTemplate } from './pods.ts';
import type { ClusterView } from './view.ts';

/** What a check of one object is given (family `kubernetes`). It must not keep the object: many pass by. */
export interface ObjectSubject {
  readonly object: KubeObject;
  /** The pods that it runs; none for other kinds. */
  readonly pods: readonly PodTemplate[];
  readonly settings: PostureSettings;
}

/** What a check of many objects together is given (family `cluster`). Violations name their `object`. */
export interface ClusterSubject {
  readonly view: ClusterView;
  readonly settings: PostureSettings;
  /** When it is checked. */
  readonly now: Date;
}

/** What a person or a cluster says about how it is to be judged. */
export interface PostureSettings {
  /** Minor version of Kubernetes that the objects are for: `36` of 1.36. */
  readonly minor: number;
  /** Registries that images may come from, as prefixes (`ghcr.io/acme/`); empty: any. */
  readonly trustedRegistries: readonly string[];
  /** Labels that every workload must have. */
  readonly requiredLabels: readonly string[];
  /** Days after which a Secret should have been changed. */
  readonly rotationDays: number;
}

export const defaultPostureSettings: PostureSettings = {
  minor: 36,
  trustedRegistries: [],
  requiredLabels: [],
  rotationDays: 90,
};
