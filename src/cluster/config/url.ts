import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Environment } from './files.ts';

/** The server of a cluster, without a slash at the end. A missing scheme is `https`, as for kubectl's flag. Throws `usage.invalid-config`. */
export function parseServer(text: string | undefined): string {
  if (text === undefined)
    throw new CaissonError('usage.invalid-config', 'the cluster of the kubeconfig has no server');
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new CaissonError(
      'usage.invalid-config',
      `the server ${quote(text)} of the kubeconfig is no http or https URL`,
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Throws `usage.invalid-config` for a proxy of a kind that cannot be used. */
export function parseProxy(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  const schemes = ['http:', 'https:', 'socks5:', 'socks5h:'];
  if (url === null || !schemes.includes(url.protocol) || url.hostname === '')
    throw new CaissonError('usage.invalid-config', 'the proxy is no http, https or socks5 URL', {
      hint: 'check proxy-url of the cluster, HTTPS_PROXY and NO_PROXY',
    });
  return url;
}

/** The proxy that Go's programs take from the environment; none for this machine itself. */
export function proxyFromEnvironment(server: string, environment: Environment): URL | undefined {
  const url = new URL(server);
  const names =
    url.protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy'];
  const value = names.map((name) => environment[name] ?? '').find((text) => text !== '');
  if (value === undefined) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const excluded = environment['NO_PROXY'] ?? environment['no_proxy'] ?? '';
  return isLocal(host) || isExcluded(host, url.port, excluded) ? undefined : parseProxy(value);
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.[\d.]+$/.test(host);
}

function isExcluded(host: string, port: string, list: string): boolean {
  return list.split(',').some((part) => {
    const rule = part.trim().toLowerCase();
    if (rule === '*') return true;
    if (rule === '') return false;
    if (rule.includes('/')) return isInNetwork(host, rule);
    const [name = '', only] = /^[^:]*:\d+$/.test(rule) ? rule.split(':') : [rule];
    if (only !== undefined && only !== port) return false;
    const bare = name.replace(/^\*?\./, '');
    return (host === bare && !name.startsWith('.')) || host.endsWith(`.${bare}`);
  });
}

function isInNetwork(host: string, network: string): boolean {
  const [base = '', length = ''] = network.split('/');
  const [address, start] = [addressOf(host), addressOf(base)];
  const bits = Number(length);
  if (address === undefined || start === undefined || !(bits >= 0 && bits <= 32)) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(address / size) === Math.floor(start / size);
}

/** IPv4 as a number. */
function addressOf(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts?.reduce((sum, part) => sum * 256 + part, 0);
}

/** A `-data` field: PEM in base64. Throws `input.malformed`. */
export function decodePem(data: string, field: string): string {
  const text = Buffer.from(data, 'base64').toString('latin1');
  if (!text.includes('-----BEGIN'))
    throw new CaissonError(
      'input.malformed',
      `${quote(field)} of the kubeconfig is no PEM in base64`,
    );
  return text;
}
