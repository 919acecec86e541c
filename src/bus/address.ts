import { CaissonError } from '#kit/error.ts';

/** Where a NATS server is, and what is kept there. */
export interface NatsAddress {
  /** `host:port`, several of one cluster. */
  readonly servers: readonly string[];
  readonly tls: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** Begins the names of streams and subjects: two platforms may share a server. */
  readonly prefix: string;
  readonly replicas: number;
  /** Of the ingest stream; a full one refuses. */
  readonly maxBytes: number;
}

const usualMaxBytes = 2 ** 30;

/**
 * Reads `nats://[user:password@|token@]host[:port][,host…]` or `tls://…`; `?prefix=…&replicas=3&max-bytes=…` says what else differs
 * from the usual. Throws `usage.invalid-argument`; the message never holds the credentials.
 */
export function parseNatsAddress(text: string): NatsAddress {
  const { scheme, hosts, options } = partsOf(text);
  const at = hosts.lastIndexOf('@');
  return {
    servers: hosts
      .slice(at + 1)
      .split(',')
      .map(serverOf),
    tls: scheme === 'tls',
    ...(at > 0 && credentialsOf(hosts.slice(0, at))),
    prefix: prefixOf(options.get('prefix') ?? 'caisson'),
    replicas: numberOf(options.get('replicas') ?? '1', 5, 'replicas'),
    maxBytes: numberOf(options.get('max-bytes') ?? String(usualMaxBytes), 2 ** 50, 'max-bytes'),
  };
}

/** What may be shown of it. */
export function shownAddress({ servers, tls }: NatsAddress): string {
  return `${tls ? 'tls' : 'nats'}://${servers.join(',')}`;
}

function partsOf(text: string): {
  readonly scheme: string;
  readonly hosts: string;
  readonly options: URLSearchParams;
} {
  const [, scheme, hosts, query] = /^(nats|tls):\/\/([^/?#]+)\/?(?:\?([^#]*))?$/u.exec(text) ?? [];
  if (scheme === undefined || hosts === undefined)
    throw refused('it is not nats://host:port or tls://host:port');
  const options = new URLSearchParams(query);
  for (const name of options.keys())
    if (!['prefix', 'replicas', 'max-bytes'].includes(name))
      throw refused(`it has an option ${name}`);
  return { scheme, hosts, options };
}

function serverOf(text: string): string {
  if (!/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?$/u.test(text))
    throw refused('a server is not host:port');
  return /:[0-9]{1,5}$/u.test(text) ? text : `${text}:4222`;
}

function credentialsOf(text: string): Pick<NatsAddress, 'user' | 'password' | 'token'> {
  const colon = text.indexOf(':');
  try {
    if (colon < 0) return { token: decodeURIComponent(text) };
    return {
      user: decodeURIComponent(text.slice(0, colon)),
      password: decodeURIComponent(text.slice(colon + 1)),
    };
  } catch {
    throw refused('its credentials are not percent-encoded');
  }
}

function prefixOf(text: string): string {
  if (!/^[A-Za-z0-9_-]{1,40}$/u.test(text)) throw refused('its prefix is no plain word');
  return text;
}

function numberOf(text: string, most: number, name: string): number {
  const value = /^[0-9]{1,16}$/u.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw refused(`${name} is not a number from 1 to ${most}`);
  return value;
}

function refused(reason: string): CaissonError {
  return new CaissonError(
    'usage.invalid-argument',
    `the address of the bus cannot be used: ${reason}`,
    {
      hint: 'give it as nats://user:password@host:4222',
    },
  );
}
