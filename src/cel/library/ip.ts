import { type Library, memberOverload as member, globalOverload as over } from '../declare.ts';
import { traversal } from '../size.ts';
import { BOOL, INT, opaqueType, STRING, type Type } from '../type.ts';
import { CelError, Opaque } from '../value.ts';
import { attempt, isGood } from './attempt.ts';
import {
  formatIpAddress,
  type IpAddress,
  isFourInSix,
  parseIpAddress,
  sameAddress,
} from './ip-address.ts';
import {
  isGlobalUnicast,
  isLinkLocalMulticast,
  isLinkLocalUnicast,
  isLoopback,
  isUnspecified,
} from './ip-range.ts';

/** The type `net.IP` of Kubernetes. */
export const IP: Type<Ip> = opaqueType('net.IP');

/** An address without zone and never an IPv4 address in IPv6 form. */
export class Ip extends Opaque {
  readonly type = IP;
  readonly address: IpAddress;

  constructor(address: IpAddress) {
    super();
    this.address = address;
  }

  override equals(other: Opaque): boolean {
    return other instanceof Ip && sameAddress(this.address, other.address);
  }

  override toText(): string {
    return formatIpAddress(this.address);
  }
}

/** The address that a text is, or the error that `ip(text)` gives. */
export function toIp(text: string): Ip | CelError {
  const parsed = attempt(
    () => parseIpAddress(text),
    (why) => `IP Address ${JSON.stringify(text)} parse error during conversion from string: ${why}`,
  );
  if (parsed instanceof CelError) return parsed;
  if (parsed.zone !== '')
    return new CelError(`IP address ${JSON.stringify(text)} with zone value is not allowed`);
  if (isFourInSix(parsed.bytes))
    return new CelError(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`);
  return new Ip(parsed);
}

function isCanonical(text: string): boolean | CelError {
  const parsed = toIp(text);
  return parsed instanceof CelError ? parsed : parsed.toText() === text;
}

function question(test: (address: IpAddress) => boolean) {
  return [member([IP], BOOL, (ip) => test(ip.address))];
}

/** IP addresses (k8s.io/apiserver cel/library, `ip`). */
export const ipLibrary: Library = {
  name: 'kubernetes.net.ip',
  bases: ['kubernetes', 'kyverno', 'caisson'],
  since: 30,
  types: [IP],
  functions: [
    { name: 'ip', overloads: [over([STRING], IP, toIp, { cost: (text) => traversal(text) })] },
    {
      name: 'isIP',
      overloads: [
        over([STRING], BOOL, (text) => isGood(toIp(text)), { cost: (text) => traversal(text) }),
      ],
    },
    {
      name: 'ip.isCanonical',
      overloads: [over([STRING], BOOL, isCanonical, { cost: (text) => traversal(text, 0.2) })],
    },
    { name: 'string', overloads: [over([IP], STRING, (ip) => ip.toText())] },
    {
      name: 'family',
      overloads: [member([IP], INT, (ip) => (ip.address.bytes.length === 4 ? 4 : 6))],
    },
    { name: 'isUnspecified', overloads: question(isUnspecified) },
    { name: 'isLoopback', overloads: question(isLoopback) },
    { name: 'isLinkLocalMulticast', overloads: question(isLinkLocalMulticast) },
    { name: 'isLinkLocalUnicast', overloads: question(isLinkLocalUnicast) },
    { name: 'isGlobalUnicast', overloads: question(isGlobalUnicast) },
  ],
};
