import { CaissonError } from '#kit/error.ts';
import { formatIpAddress, type IpAddress, parseIpAddress, sameAddress } from './ip-address.ts';

/** An address and how many of its first bits name the network; the other bits need not be zero. */
export interface IpPrefix {
  readonly address: IpAddress;
  readonly bits: number;
}

/** Parses CIDR notation as Go's `netip.ParsePrefix`. Throws `input.malformed` with what is wrong, without the text. */
export function parseIpPrefix(text: string): IpPrefix {
  const slash = text.lastIndexOf('/');
  if (slash < 0) throw new CaissonError('input.malformed', "no '/'");
  const address = parseIpAddress(text.slice(0, slash));
  if (address.zone !== '')
    throw new CaissonError('input.malformed', 'IPv6 zones cannot be present in a prefix');
  const written = text.slice(slash + 1);
  if (!/^(?:0|[1-9][0-9]{0,9})$/.test(written))
    throw new CaissonError('input.malformed', 'bad bits after slash');
  const bits = Number(written);
  if (bits > address.bytes.length * 8)
    throw new CaissonError('input.malformed', 'prefix length out of range');
  return { address, bits };
}

/** `192.168.0.0/24`. */
export function formatIpPrefix({ address, bits }: IpPrefix): string {
  return `${formatIpAddress(address)}/${bits}`;
}

/** The prefix with every bit of the host cleared. */
export function maskPrefix({ address, bits }: IpPrefix): IpPrefix {
  const bytes = address.bytes.map((byte, at) => byte & maskOfByte(bits, at));
  return { address: { bytes, zone: '' }, bits };
}

/** Whether an address is of the network; never for one of the other family or with a zone. */
export function prefixContains({ address, bits }: IpPrefix, other: IpAddress): boolean {
  if (address.bytes.length !== other.bytes.length || other.zone !== '') return false;
  return address.bytes.every(
    (byte, at) => ((byte ^ (other.bytes[at] ?? 0)) & maskOfByte(bits, at)) === 0,
  );
}

/** Whether the whole of another network is inside this one. */
export function prefixContainsPrefix(outer: IpPrefix, inner: IpPrefix): boolean {
  return outer.bits <= inner.bits && prefixContains(outer, inner.address);
}

/** Whether two prefixes are the same, the bits of the host included. */
export function samePrefix(a: IpPrefix, b: IpPrefix): boolean {
  return a.bits === b.bits && sameAddress(a.address, b.address);
}

function maskOfByte(bits: number, at: number): number {
  const left = Math.min(Math.max(bits - at * 8, 0), 8);
  return (0xff << (8 - left)) & 0xff;
}
