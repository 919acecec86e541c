import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlPlane, ControlPlaneOptions } from './control-plane.ts';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

export function usersOf({ users = [] }: ControlPlaneOptions): readonly User[] {
  return [
    { name: 'admin', groups: ['system:masters'] },
    { name: 'alice', groups: ['devs'] },
    ...users,
  ];
}

export function writeFiles(directory: string, users: readonly User[]): void {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  writeFileSync(join(directory, 'sa.key'), privateKey, { mode: 0o600 });
  writeFileSync(join(directory, 'sa.pub'), publicKey);
  const rows = users.map(
    ({ name, groups }) => `${name}token,${name},${name},"${groups.join(',')}"`,
  );
  writeFileSync(join(directory, 'tokens.csv'), `${rows.join('\n')}\n`);
  writeFileSync(
    join(directory, 'audit.yaml'),
    'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n',
  );
  mkdirSync(join(directory, 'etcd'), { mode: 0o700 });
}

export function writeKubeconfig({ kubeconfig, server, tokens, authority }: ControlPlane): void {
  const names = Object.keys(tokens);
  // YAML is a superset of JSON.
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': authority } }],
    users: names.map((name) => ({ name, user: { token: tokens[name] } })),
    contexts: names.map((name) => ({ name, context: { cluster: 'test', user: name } })),
    'current-context': 'admin',
  };
  writeFileSync(kubeconfig, JSON.stringify(config, undefined, 2), { mode: 0o600 });
}

export function etcdFlags(directory: string, client: string, peer: string): readonly string[] {
  return [
    `--data-dir=${join(directory, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--log-level=error',
  ];
}

export function apiServerFlags(directory: string, etcd: string, port: number): readonly string[] {
  return [
    `--etcd-servers=${etcd}`,
    `--cert-dir=${join(directory, 'certs')}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-account-signing-key-file=sa.key',
    '--service-account-key-file=sa.pub',
    `--client-ca-file=${join(directory, 'ca.crt')}`,
    '--authorization-mode=RBAC',
    '--token-auth-file=tokens.csv',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
    '--audit-policy-file=audit.yaml',
    `--audit-log-path=${join(directory, 'audit.log')}`,
    '--allow-privileged=true',
  ];
}
