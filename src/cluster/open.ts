import { randomInt } from 'node:crypto';
import { Api } from './api/api.ts';
import type { Environment } from './config/files.ts';
import { type ClusterChoice, resolveConnection } from './config/resolve.ts';
import { credentialOf } from './credential/credential.ts';
import { LiveCluster } from './live-cluster.ts';
import { defaultTiming, type Timing } from './timing.ts';
import { ClusterWriter } from './writer.ts';

export interface OpenOptions extends ClusterChoice {
  /** In place of the usual patience, rate and so on. */
  readonly timing?: Partial<Timing>;
  /** Chance for jitter, from 0 up to 1. */
  readonly random?: () => number;
}

/**
 * Opens a cluster as kubectl would: reads the kubeconfig (or the service account of the pod) and asks nothing yet. `environment`
 * holds `KUBECONFIG`, `HOME`, `HTTPS_PROXY` and what credential plug-ins need. Throws `usage.*`, `input.*`, `host.io`.
 */
export function openCluster(options: OpenOptions, environment: Environment): LiveCluster {
  return openWritableCluster(options, environment).cluster;
}

/** As `openCluster`, with a door through which it is changed: for responses that a person granted, and for nothing else. */
export function openWritableCluster(
  options: OpenOptions,
  environment: Environment,
): { readonly cluster: LiveCluster; readonly writer: ClusterWriter } {
  const timing = { ...defaultTiming, ...options.timing };
  const connection = resolveConnection(options, environment);
  const credential = credentialOf(connection, environment, timing);
  const api = new Api({ connection, credential, timing, random: options.random ?? chance });
  return { cluster: new LiveCluster(api, connection.namespace), writer: new ClusterWriter(api) };
}

function chance(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}
