import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../daemons.ts';

/** PEM files. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly key: string;
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes `ca.crt` and `ca.key`, which client certificates are signed with. */
export function makeAuthority(directory: string): void {
  const [certificate, key] = [join(directory, 'ca.crt'), join(directory, 'ca.key')];
  const subject = ['-subj', '/CN=caisson-test-clients', '-days', '2'];
  run('openssl', 'req', '-x509', ...curve, ...subject, '-keyout', key, '-out', certificate);
}

/** Makes a client certificate: the common name is the user, the organisations are the groups. */
export function signClient(
  directory: string,
  user: string,
  groups: readonly string[],
): ClientCertificate {
  const base = join(directory, `client-${user}`);
  const [request, certificate, key] = [`${base}.csr`, `${base}.crt`, `${base}.key`];
  const extensions = `${base}.ext`;
  const subject = `/CN=${user}${groups.map((group) => `/O=${group}`).join('')}`;
  run('openssl', 'req', ...curve, '-subj', subject, '-keyout', key, '-out', request);
  writeFileSync(extensions, 'extendedKeyUsage=clientAuth\n');
  const authority = ['-CA', join(directory, 'ca.crt'), '-CAkey', join(directory, 'ca.key')];
  const options = ['-CAcreateserial', '-days', '2', '-extfile', extensions];
  run('openssl', 'x509', '-req', '-in', request, ...authority, ...options, '-out', certificate);
  return { certificate, key };
}
