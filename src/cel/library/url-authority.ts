import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { parseIpAddress } from './ip-address.ts';
import { escapePart, unescapePart } from './url-escape.ts';

/** What stands between `//` and the path; byte strings. */
export interface UrlAuthority {
  /** Encoded; absent when there is no `@`. */
  readonly user?: string;
  /** Name or address with its port; IPv6 in brackets. */
  readonly host: string;
}

/** Parses an authority as Go's `net/url` (RFC 3986 §3.2, RFC 6874). Throws `input.malformed`. */
export function parseAuthority(text: string): UrlAuthority {
  const at = text.lastIndexOf('@');
  const host = parseHost(text.slice(at + 1));
  return at < 0 ? { host } : { host, user: parseUser(text.slice(0, at)) };
}

/** Name and port of a host; brackets are taken off. The port is '' when there is none. */
export function splitPort(host: string): { readonly name: string; readonly port: string } {
  const colon = host.lastIndexOf(':');
  const hasPort = colon >= 0 && isPort(host.slice(colon));
  const name = hasPort ? host.slice(0, colon) : host;
  return {
    name: name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name,
    port: hasPort ? host.slice(colon + 1) : '',
  };
}

function malformed(why: string): CaissonError {
  return new CaissonError('input.malformed', why);
}

function isPort(text: string): boolean {
  return /^(?::[0-9]*)?$/.test(text);
}

function parseUser(text: string): string {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(text)) throw malformed('invalid userinfo');
  const colon = text.indexOf(':');
  const name = escapePart(unescapePart(colon < 0 ? text : text.slice(0, colon), 'user'), 'user');
  if (colon < 0) return name;
  return `${name}:${escapePart(unescapePart(text.slice(colon + 1), 'user'), 'user')}`;
}

function parseHost(text: string): string {
  if (text.includes('[')) return parseBracketed(text);
  const colon = text.indexOf(':');
  if (colon >= 0 && !isPort(text.slice(colon)))
    throw malformed(`invalid port ${quote(text.slice(colon))} after host`);
  return unescapePart(text, 'host');
}

/** `[::1]:80`; only an IPv6 address may stand in brackets. */
function parseBracketed(text: string): string {
  const [open, close] = [text.lastIndexOf('['), text.lastIndexOf(']')];
  if (close < 0) throw malformed("missing ']' in host");
  if (open !== 0 || close < open) throw malformed('invalid IP-literal');
  const port = text.slice(close + 1);
  if (!isPort(port)) throw malformed(`invalid port ${quote(port)} after host`);
  const inside = text.slice(1, close);
  const zone = inside.indexOf('%25');
  const name =
    zone < 0
      ? unescapePart(inside, 'host')
      : unescapePart(inside.slice(0, zone), 'host') + unescapePart(inside.slice(zone), 'zone');
  if (parseIpAddress(name).bytes.length === 4) throw malformed('invalid IP-literal');
  return `[${name}]${port}`;
}
