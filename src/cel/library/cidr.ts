import { type Library, memberOverload as member, globalOverload as over } from '../declare.ts';
import { traversal } from '../size.ts';
import { BOOL, INT, opaqueType, STRING, type Type } from '../type.ts';
import { CelError, Opaque } from '../value.ts';
import { attempt, isGood } from './attempt.ts';
import { IP, Ip, toIp } from './ip.ts';
import { isFourInSix } from './ip-address.ts';
import {
  formatIpPrefix,
  type IpPrefix,
  maskPrefix,
  parseIpPrefix,
  prefixContains,
  prefixContainsPrefix,
  samePrefix,
} from './ip-prefix.ts';

/** The type `net.CIDR` of Kubernetes. */
const CIDR: Type<Cidr> = opaqueType('net.CIDR');

/** A network, or an address with the length of its network's prefix. */
class Cidr extends Opaque {
  readonly type = CIDR;
  readonly prefix: IpPrefix;

  constructor(prefix: IpPrefix) {
    super();
    this.prefix = prefix;
  }

  override equals(other: Opaque): boolean {
    return other instanceof Cidr && samePrefix(this.prefix, other.prefix);
  }

  override toText(): string {
    return formatIpPrefix(this.prefix);
  }
}

function toCidr(text: string): Cidr | CelError {
  const context = 'network address parse error during conversion from string';
  const parsed = attempt(
    () => parseIpPrefix(text),
    (why) => `${context}: ${JSON.stringify(text)}: ${why}`,
  );
  if (parsed instanceof CelError) return parsed;
  if (isFourInSix(parsed.address.bytes))
    return new CelError(
      `${context}: IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`,
    );
  return new Cidr(parsed);
}

function containsIpText(cidr: Cidr, text: string): boolean | CelError {
  const ip = toIp(text);
  return ip instanceof CelError ? ip : prefixContains(cidr.prefix, ip.address);
}

function containsCidrText(cidr: Cidr, text: string): boolean | CelError {
  const other = toCidr(text);
  return other instanceof CelError ? other : prefixContainsPrefix(cidr.prefix, other.prefix);
}

/** The bytes that a comparison looks at. */
function prefixBytes({ prefix }: Cidr): number {
  return Math.ceil(prefix.bits / 8);
}

function containsIpCost(cidr: Cidr): number {
  return Math.ceil(prefixBytes(cidr) * 0.2);
}

function containsCidrCost(cidr: Cidr): number {
  return containsIpCost(cidr) + Math.ceil(prefixBytes(cidr) * 0.1) + 1;
}

/** Networks in CIDR notation (k8s.io/apiserver cel/library, `cidr`). */
export const cidrLibrary: Library = {
  name: 'kubernetes.net.cidr',
  bases: ['kubernetes', 'kyverno', 'caisson'],
  since: 30,
  types: [CIDR],
  functions: [
    {
      name: 'cidr',
      overloads: [over([STRING], CIDR, toCidr, { cost: (text) => traversal(text) })],
    },
    {
      name: 'isCIDR',
      overloads: [
        over([STRING], BOOL, (text) => isGood(toCidr(text)), { cost: (text) => traversal(text) }),
      ],
    },
    { name: 'string', overloads: [over([CIDR], STRING, (cidr) => cidr.toText())] },
    {
      name: 'containsIP',
      overloads: [
        member([CIDR, STRING], BOOL, containsIpText, {
          cost: (cidr, text) => containsIpCost(cidr) + traversal(text),
        }),
        member([CIDR, IP], BOOL, (cidr, ip) => prefixContains(cidr.prefix, ip.address), {
          cost: containsIpCost,
        }),
      ],
    },
    {
      name: 'containsCIDR',
      overloads: [
        member([CIDR, STRING], BOOL, containsCidrText, {
          cost: (cidr, text) => containsCidrCost(cidr) + traversal(text),
        }),
        member(
          [CIDR, CIDR],
          BOOL,
          (cidr, other) => prefixContainsPrefix(cidr.prefix, other.prefix),
          {
            cost: containsCidrCost,
          },
        ),
      ],
    },
    { name: 'ip', overloads: [member([CIDR], IP, (cidr) => new Ip(cidr.prefix.address))] },
    {
      name: 'masked',
      overloads: [member([CIDR], CIDR, (cidr) => new Cidr(maskPrefix(cidr.prefix)))],
    },
    { name: 'prefixLength', overloads: [member([CIDR], INT, (cidr) => cidr.prefix.bits)] },
  ],
};
