import { X509Certificate } from 'node:crypto';
import { sha256Hex } from '#kit/hash.ts';
import type { NodeAuthority, NodeCertificate, RoleFiles } from '../subject.ts';
import type { Host } from './host.ts';

const maxCertificates = 300;

/** The first certificate of each file; what is none is left out. */
export function readCertificates(host: Host, { files }: RoleFiles): readonly NodeCertificate[] {
  return files.slice(0, maxCertificates).flatMap(({ path }) => {
    const bytes = host.bytes(path);
    if (bytes === undefined || bytes.length > 200_000) return [];
    try {
      const { validTo, subject } = new X509Certificate(bytes);
      const moment = Date.parse(validTo);
      return Number.isNaN(moment)
        ? []
        : [{ path, validTo: moment, subject: subject.replaceAll('\n', ', ').slice(0, 200) }];
    } catch {
      host.gap(path, 'malformed', 'the file holds no certificate');
      return [];
    }
  });
}

/** A file with certificate authorities; `undefined` when it is not there. */
export function readAuthority(host: Host, path: string): NodeAuthority | undefined {
  const bytes = host.bytes(path);
  return bytes === undefined ? undefined : { path, digest: sha256Hex(bytes) };
}
