import { isIP } from 'node:net';
import { classifyAddress } from '#deliver/egress/address.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** Names of metadata services that resolve to addresses of the machine's provider. */
const metadataNames = new Set(['metadata', 'metadata.google.internal', 'instance-data']);

/**
 * Refuses registries that are no registry: metadata services, link-local and unspecified addresses, however they are written. Registries
 * in private networks are usual. Throws `access.forbidden`.
 */
export function checkRegistryHost(repository: string): void {
  const [first = ''] = repository.split('/');
  const url = URL.parse(`https://${first}/`);
  if (url === null) return;
  const host = url.hostname.replace(/^\[|\]$/gu, '').replace(/\.$/u, '');
  const isForbidden =
    metadataNames.has(host) || (isIP(host) !== 0 && classifyAddress(host) === 'forbidden');
  if (isForbidden)
    throw new CaissonError('access.forbidden', `${quote(first)} is no address of a registry`);
}
