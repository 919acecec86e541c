import { setTimeout as delay } from 'node:timers/promises';

/** What a person or a file gave to log in with. Never logged, never part of an error. */
export type Credentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** A refresh token for the registry's token service (OAuth 2). */
  | { readonly kind: 'identity'; readonly token: string }
  /** A bearer token for the registry itself. */
  | { readonly kind: 'bearer'; readonly token: string };

/** How registries are reached. Made once by the application. */
export interface RegistrySettings {
  /** Hosts (with port as written in references) that may be spoken to without a trusted certificate, or in clear text. */
  readonly insecureHosts: readonly string[];
  /** PEM files with certificate authorities that are trusted beside the usual ones. */
  readonly caFiles: readonly string[];
  /** Registry (`docker.io`) to its mirrors (`host[:port][/prefix]`), in order. Content is asked for by digest, so no trust is needed. */
  readonly mirrors: ReadonlyMap<string, readonly string[]>;
  /** By registry host; they win over every file. */
  readonly credentials?: ReadonlyMap<string, Credentials>;
  /** `HOME`, `PATH`, `DOCKER_CONFIG`, `REGISTRY_AUTH_FILE`, `XDG_RUNTIME_DIR`, `XDG_CONFIG_HOME`, `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly userAgent: string;
  /** Whether an image whose index lists no attestations is asked for by the referrers API too: one more request an image. */
  readonly referrers?: boolean;
  /** From 0 (inclusive) to 1, for the jitter of retries. */
  readonly random: () => number;
  readonly timing?: Partial<Timing>;
}

/** All in milliseconds but `attempts`. */
export interface Timing {
  /** Name resolution, TCP and TLS together. */
  readonly connectMs: number;
  /** From the request to the first line of the answer. */
  readonly headersMs: number;
  /** Longest silence inside a body. */
  readonly idleMs: number;
  /** Longest time for a manifest, a list or another document as a whole. */
  readonly documentMs: number;
  /** Requests for one thing, the first included; a broken download is resumed as often. */
  readonly attempts: number;
  /** Delay before the first retry; doubles with each. */
  readonly backoffMs: number;
  /** Longest wait that a server may ask for with `Retry-After`; above it the request fails at once. */
  readonly maxWaitMs: number;
  readonly helperMs: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** `settings.timing` over the defaults. */
export function timingOf(settings: Pick<RegistrySettings, 'timing'>): Timing {
  return { ...defaultTiming, ...settings.timing };
}

const defaultTiming: Timing = {
  connectMs: 15_000,
  headersMs: 30_000,
  idleMs: 60_000,
  documentMs: 120_000,
  attempts: 4,
  backoffMs: 500,
  maxWaitMs: 60_000,
  helperMs: 30_000,
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};
