import { isIP } from 'node:net';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { AllowedPeer, ResponsePorts } from '../ports.ts';
import { present } from '../present.ts';

/**
 * Whom `allow` of a quarantine means: a name of the configuration (`dns`, `collector`), an address or CIDR, optionally with
 * port and protocol: `10.0.0.0/8`, `10.1.2.3:443`, `[2001:db8::1]:53/udp`. Throws `usage.invalid-argument`.
 */
export function peersOf(texts: readonly string[], ports: ResponsePorts): readonly AllowedPeer[] {
  return texts.flatMap((text) => ports.peers?.get(text) ?? [parsePeer(text)]);
}

function parsePeer(text: string): AllowedPeer {
  const peer = tryParsePeer(text);
  if (peer !== undefined) return peer;
  throw new CaissonError('usage.invalid-argument', `${quote(text)} names no peer`, {
    hint: 'write a name of the configuration (dns, collector), an address or a CIDR, with :port or [v6]:port and /udp',
  });
}

function tryParsePeer(text: string): AllowedPeer | undefined {
  // An address has a dot or a colon, and a protocol is a word behind the last slash.
  const protocol = /\/(tcp|udp)$/.exec(text)?.[1];
  const rest = protocol === undefined ? text : text.slice(0, -protocol.length - 1);
  const inBrackets = /^\[([^\]]+)\](\/\d{1,3})?(?::(\d{1,5}))?$/.exec(rest);
  const plain = /^([^:/]+)(\/\d{1,3})?(?::(\d{1,5}))?$/.exec(rest);
  const [, address = rest, prefix, digits] = inBrackets ?? plain ?? bareSix(rest);
  const cidr = cidrOf(address, prefix);
  const port = digits === undefined ? undefined : Number(digits);
  if (cidr === undefined || !isPort(port)) return undefined;
  return { cidr, ...present({ port, protocol }) };
}

function isPort(port: number | undefined): boolean {
  return port === undefined || (port >= 1 && port <= 65_535);
}

function bareSix(text: string): readonly string[] {
  const [address = '', prefix] = text.split('/', 2);
  return ['', address, ...(prefix === undefined ? [] : [`/${prefix}`])];
}

function cidrOf(address: string, prefix: string | undefined): string | undefined {
  const family = isIP(address);
  if (family === 0) return undefined;
  const most = family === 4 ? 32 : 128;
  const length = prefix === undefined ? most : Number(prefix.slice(1));
  return Number.isInteger(length) && length >= 0 && length <= most
    ? `${address}/${length}`
    : undefined;
}
