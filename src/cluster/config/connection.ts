/** How to reach an API server and as whom: what a kubeconfig's context, or the place inside a pod, comes to. */
export interface Connection {
  /** Origin and path prefix, without a slash at the end: `https://rancher.example/k8s/clusters/c-1`. */
  readonly server: string;
  /** Of the context; `default` where it names none. */
  readonly namespace: string;
  readonly tls: TlsSettings;
  /** `http:`, `https:` or `socks5:`; may hold credentials. */
  readonly proxy: URL | undefined;
  readonly login: Login;
  readonly impersonation: Impersonation | undefined;
}

export interface TlsSettings {
  /** PEM that replaces the system's authorities. */
  readonly authority: string | undefined;
  /** The name in the certificate, where it is not the host of the server. */
  readonly serverName: string | undefined;
  /** The certificate is not checked. */
  readonly insecure: boolean;
}

/** PEM. */
export interface ClientKeys {
  readonly certificate: string;
  readonly key: string;
}

/** How a user proves who it is. `keys` may come along with any of them. */
export type Login = { readonly keys?: ClientKeys } & (
  | { readonly type: 'none' }
  | { readonly type: 'token'; readonly token: string }
  /** Read again each minute; `token` counts while the file cannot be read. */
  | { readonly type: 'token-file'; readonly path: string; readonly token?: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'plugin'; readonly plugin: Plugin }
);

/** A program that prints an ExecCredential (client.authentication.k8s.io/v1, v1beta1). */
export interface Plugin {
  readonly apiVersion: string;
  /** A path, or a name to be found on `PATH`. */
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: readonly (readonly [name: string, value: string])[];
  readonly installHint: string;
  /** It wants a terminal and does not work without one. */
  readonly wantsTerminal: boolean;
  /** `spec.cluster` of what it is told; absent where it did not ask for it. */
  readonly cluster?: Readonly<Record<string, unknown>>;
}

/** Headers `Impersonate-*` (Kubernetes, "User impersonation"). */
export interface Impersonation {
  readonly user: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: readonly (readonly [key: string, values: readonly string[]])[];
}
