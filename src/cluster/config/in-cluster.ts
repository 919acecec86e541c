import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import type { Connection } from './connection.ts';
import { type Environment, readText, tryReadText } from './files.ts';
import { parseServer } from './url.ts';

const usualDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Whether this runs in a pod, by the variables that the kubelet sets. */
export function isInCluster(environment: Environment): boolean {
  return (environment['KUBERNETES_SERVICE_HOST'] ?? '') !== '';
}

/**
 * The API server as a pod reaches it, as its service account; the token is read again each minute, for it is replaced. `directory`
 * is where the account is mounted. Throws `usage.invalid-config` outside of a pod.
 */
export function inClusterConnection(
  environment: Environment,
  directory: string = usualDirectory,
): Connection {
  const host = environment['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = environment['KUBERNETES_SERVICE_PORT'] ?? '443';
  if (host === '')
    throw new CaissonError('usage.invalid-config', 'this does not run in a pod of a cluster', {
      hint: 'name a kubeconfig; KUBERNETES_SERVICE_HOST is not set',
    });
  const path = join(directory, 'token');
  readText(path);
  return {
    server: parseServer(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    namespace: tryReadText(join(directory, 'namespace'))?.trim() ?? 'default',
    tls: {
      authority: tryReadText(join(directory, 'ca.crt')),
      serverName: undefined,
      insecure: false,
    },
    proxy: undefined,
    login: { type: 'token-file', path },
    impersonation: undefined,
  };
}
