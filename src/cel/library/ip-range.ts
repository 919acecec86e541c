import type { IpAddress } from './ip-address.ts';

/** Either `0.0.0.0` or `::`. */
export function isUnspecified({ bytes, zone }: IpAddress): boolean {
  return zone === '' && bytes.every((byte) => byte === 0);
}

/** `127.0.0.0/8` (RFC 1122 §3.2.1.3) or `::1` (RFC 4291 §2.5.3). */
export function isLoopback({ bytes }: IpAddress): boolean {
  if (bytes.length === 4) return bytes[0] === 127;
  return bytes.every((byte, at) => byte === (at === 15 ? 1 : 0));
}

/** `224.0.0.0/4` (RFC 1112 §4) or `ff00::/8` (RFC 4291 §2.7). */
function isMulticast({ bytes }: IpAddress): boolean {
  return bytes.length === 4 ? ((bytes[0] ?? 0) & 0xf0) === 0xe0 : bytes[0] === 0xff;
}

/** `224.0.0.0/24` (RFC 5771 §4) or scope 2 of `ff00::/8` (RFC 4291 §2.7). */
export function isLinkLocalMulticast({ bytes }: IpAddress): boolean {
  if (bytes.length === 4) return bytes[0] === 224 && bytes[1] === 0 && bytes[2] === 0;
  return bytes[0] === 0xff && ((bytes[1] ?? 0) & 0x0f) === 0x02;
}

/** `169.254.0.0/16` (RFC 3927) or `fe80::/10` (RFC 4291 §2.5.6). */
export function isLinkLocalUnicast({ bytes }: IpAddress): boolean {
  if (bytes.length === 4) return bytes[0] === 169 && bytes[1] === 254;
  return bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0x80;
}

/** What is none of unspecified, loopback, multicast, link-local and the IPv4 broadcast address. Private addresses are global here. */
export function isGlobalUnicast(address: IpAddress): boolean {
  const { bytes } = address;
  if (bytes.length === 4 && bytes.every((byte) => byte === 255)) return false;
  return !(
    isUnspecified(address) ||
    isLoopback(address) ||
    isMulticast(address) ||
    isLinkLocalUnicast(address)
  );
}
