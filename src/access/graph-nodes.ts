import type { AccessNode, AccessSubject } from '#model/access.ts';
import { formatSubject, plainSubject } from './identity.ts';

export const clusterAdmin: AccessNode = {
  id: 'cluster-admin',
  kind: 'cluster-admin',
  label: 'cluster administrator',
};

export const anyNode: AccessNode = { id: 'node', kind: 'node', label: 'a node of the cluster' };

/** Every user and group that a binding names, but system:masters. */
export const identities: AccessNode = {
  id: 'identities',
  kind: 'identities',
  label: 'any user or group',
};

export function subjectNode(subject: AccessSubject): AccessNode {
  const plain = plainSubject(subject);
  const label = formatSubject(plain);
  return { id: `subject:${label}`, kind: 'subject', label, subject: plain };
}

/** Any service account of a namespace, or of all. */
export function accounts(namespace: string | undefined): AccessNode {
  return placed('accounts', 'any service account', namespace);
}

/** The accounts that pods of a namespace run as, or of all. */
export function running(namespace: string | undefined): AccessNode {
  return placed('running', 'the accounts of running pods', namespace);
}

export function secrets(namespace: string | undefined): AccessNode {
  return placed('secrets', 'the secrets', namespace);
}

export function namespaceAdmin(namespace: string): AccessNode {
  return placed('namespace-admin', 'administrator', namespace);
}

function placed(
  kind: 'accounts' | 'running' | 'secrets' | 'namespace-admin',
  words: string,
  namespace: string | undefined,
): AccessNode {
  if (namespace === undefined) return { id: kind, kind, label: `${words} of the cluster` };
  return { id: `${kind}:${namespace}`, kind, label: `${words} of "${namespace}"`, namespace };
}
