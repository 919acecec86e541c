import type { FieldPath } from '#model/kubernetes.ts';

const clientFields = ['cert-file', 'key-file', 'client-cert-auth', 'trusted-ca-file', 'auto-tls'];

/** Where a flag of etcd stands in its configuration file (etcd v3.6, `etcd.conf.yml.sample`). */
export function etcdField(flag: string): FieldPath | undefined {
  if (clientFields.includes(flag)) return ['client-transport-security', flag];
  const peer = /^peer-(.+)$/.exec(flag)?.[1];
  if (peer !== undefined && clientFields.includes(peer)) return ['peer-transport-security', peer];
  return [flag];
}
