import ipaddr from 'ipaddr.js';

/** `forbidden` addresses are never connected to, whatever a destination allows (metadata services, multicast, unspecified). */
export type AddressClass = 'public' | 'private' | 'forbidden';

const metadata = new Set(['169.254.169.254', '169.254.170.2', '100.100.100.200', 'fd00:ec2::254']);
const privateRanges = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);

/**
 * What an address is: IPv4 inside IPv6 (mapped, NAT64 RFC 6052, 6to4 RFC 3056) is judged as what it leads to.
 * Anything that is not plainly unicast on the Internet is at best private.
 */
export function classifyAddress(text: string): AddressClass {
  if (!ipaddr.isValid(text)) return 'forbidden';
  const address = ipaddr.parse(text);
  if (metadata.has(address.toString())) return 'forbidden';
  if (address instanceof ipaddr.IPv6) {
    const inner = innerAddress(address);
    if (inner !== undefined) return classifyAddress(inner);
    // ipaddr.js calls everything that is in no special table unicast; only 2000::/3 is assigned.
    if (address.range() === 'unicast' && ((address.parts[0] ?? 0) & 0xe000) !== 0x2000)
      return 'forbidden';
  }
  const range = address.range();
  if (range === 'unicast') return 'public';
  return privateRanges.has(range) ? 'private' : 'forbidden';
}

function innerAddress(address: ipaddr.IPv6): string | undefined {
  const bytes = address.toByteArray();
  switch (address.range()) {
    case 'ipv4Mapped':
    case 'rfc6052':
    case 'rfc6145':
      return bytes.slice(12).join('.');
    case '6to4':
      return bytes.slice(2, 6).join('.');
    default:
      return undefined;
  }
}
