import type { KubeObject } from '#kube/object.ts';

/** Files that the API server is told about, by the flag that names them. */
export const documentFlags = {
  audit: 'audit-policy-file',
  encryption: 'encryption-provider-config',
  authentication: 'authentication-config',
  authorization: 'authorization-config',
} as const;
export type DocumentName = keyof typeof documentFlags;

/** What is known of such a file. */
export type DocumentFact =
  | { readonly state: 'absent' }
  /** It is named, but cannot be read from here. */
  | { readonly state: 'unread'; readonly path: string; readonly why: string }
  | { readonly state: 'read'; readonly object: KubeObject };

/** The document that an object is; `undefined` of other objects. */
export function documentNameOf({ group, kind }: KubeObject): DocumentName | undefined {
  switch (`${group}/${kind}`) {
    case 'audit.k8s.io/Policy':
      return 'audit';
    case 'apiserver.config.k8s.io/EncryptionConfiguration':
    case '/EncryptionConfig':
      return 'encryption';
    case 'apiserver.config.k8s.io/AuthenticationConfiguration':
      return 'authentication';
    case 'apiserver.config.k8s.io/AuthorizationConfiguration':
      return 'authorization';
    default:
      return undefined;
  }
}
