/** How the web face is offered. Everything has a safe default but the address to listen at. */
export interface WebSettings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** PEM texts. Without them only loopback addresses are listened at, unless `insecureHttp`. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Plain HTTP beyond loopback: a proxy in front does TLS, or the network is trusted. */
  readonly insecureHttp?: boolean;
  /** `https://caisson.example`: the address that people use; its host is allowed, its scheme decides about cookies. */
  readonly publicOrigin?: string;
  /** Names that may stand in the header `Host` besides those of loopback and of `publicOrigin`; without a port any port is meant. */
  readonly allowedHosts?: readonly string[];
  /** Addresses or networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[];
  readonly signInsPerMinute?: number;
  /** Time to receive a request as a whole, and its headers. */
  readonly requestTimeoutMs?: number;
  readonly headersTimeoutMs?: number;
  readonly maxConnections?: number;
  readonly maxStreams?: number;
  readonly maxStreamsOfOne?: number;
  readonly heartbeatMs?: number;
  /** How often a stream asks whether its caller may still listen. */
  readonly recheckMs?: number;
  readonly closeTimeoutMs?: number;
}

/** The settings with every default filled in. */
export type FullWebSettings = Required<Omit<WebSettings, 'tls' | 'publicOrigin'>> &
  Pick<WebSettings, 'tls' | 'publicOrigin'>;

export function withDefaults(settings: WebSettings): FullWebSettings {
  return {
    insecureHttp: false,
    allowedHosts: [],
    trustedProxies: [],
    signInsPerMinute: 20,
    requestTimeoutMs: 120_000,
    headersTimeoutMs: 15_000,
    maxConnections: 4000,
    maxStreams: 500,
    maxStreamsOfOne: 10,
    heartbeatMs: 15_000,
    recheckMs: 5000,
    closeTimeoutMs: 10_000,
    ...settings,
  };
}

/** Whether browsers reach us by TLS, so that cookies can be bound to it. */
export function isSecure({ tls, publicOrigin }: WebSettings): boolean {
  return tls !== undefined || publicOrigin?.startsWith('https://') === true;
}
