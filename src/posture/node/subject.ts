import type { NodeVariant } from '#model/node-posture.ts';
import type { Component, ComponentName } from './component.ts';
import type { DocumentFact, DocumentName } from './documents.ts';

/** Files and directories of a node by what they are for. */
export const fileRoles = [
  'apiserver-manifest',
  'controller-manager-manifest',
  'scheduler-manifest',
  'etcd-manifest',
  'cni',
  'etcd-data',
  'admin-kubeconfig',
  'scheduler-kubeconfig',
  'controller-manager-kubeconfig',
  'pki',
  'pki-certificates',
  'pki-keys',
  'kubelet-service',
  'proxy-kubeconfig',
  'kubelet-kubeconfig',
  'client-ca',
  'kubelet-config',
  'azure-json',
] as const;
export type FileRole = (typeof fileRoles)[number];

export interface NodeFile {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Names of both as the node's own `/etc/passwd` and `/etc/group` have them; numbers where they have none. */
  readonly owner: string;
}

export interface RoleFiles {
  readonly files: readonly NodeFile[];
  /** What could not be looked at, and why. */
  readonly unread: readonly { readonly path: string; readonly why: string }[];
  /** There are more than were looked at. */
  readonly isCut: boolean;
}

/** A certificate of the node's PKI. */
export interface NodeCertificate {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly validTo: number;
  readonly subject: string;
}

/** A file with certificate authorities. */
export interface NodeAuthority {
  readonly path: string;
  /** SHA-256 of the file in lower-case hex. */
  readonly digest: string;
}

/** What a check of the family `node` is given: a node, or one object that tells of nodes. */
export interface NodeSubject {
  /** `object`: nothing but one object was read, so that what is not in it is simply not known. */
  readonly scope: 'node' | 'object';
  readonly variant: NodeVariant;
  /** `34` of 1.34; `undefined` when nothing tells. */
  readonly minor: number | undefined;
  readonly components: ReadonlyMap<ComponentName, Component>;
  /** Why a component that was not found may be there all the same; `undefined` when every place was looked at. */
  readonly blind: string | undefined;
  readonly files: ReadonlyMap<FileRole, RoleFiles>;
  readonly documents: ReadonlyMap<DocumentName, DocumentFact>;
  readonly certificates: readonly NodeCertificate[];
  /** Whom etcd and the API server trust to vouch for their clients, as far as it was read. */
  readonly authorities: ReadonlyMap<'etcd' | 'kube-apiserver', NodeAuthority>;
  /** When it is checked. */
  readonly now: Date;
}

/** Variants whose control plane belongs to a provider. */
export function isManaged(variant: NodeVariant): boolean {
  return variant === 'eks' || variant === 'gke' || variant === 'aks';
}
