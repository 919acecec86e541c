import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { classifyAddress } from './address.ts';

/** Resolves a name to its addresses. */
type Resolver = (host: string) => Promise<readonly string[]>;

/** What a destination may reach. */
export interface EgressPolicy {
  readonly allowPrivate: boolean;
  readonly resolve?: Resolver;
}

/** Parses the address of a destination: one of these schemes, no user, no password. Throws `usage.invalid-argument`. */
export function parseTarget(text: string, schemes: readonly string[] = ['http', 'https']): URL {
  const url = URL.parse(text);
  if (url === null || !schemes.includes(url.protocol.slice(0, -1)))
    throw refused(`${quote(text)} is no ${schemes.join(' or ')} address`);
  if (url.username !== '' || url.password !== '')
    throw refused('an address must not hold a user or a password', 'write them as secrets');
  if (url.hostname === '' || url.port === '0') throw refused(`${quote(text)} names no host`);
  return url;
}

const hints = {
  private: 'it is in a private network: allow private addresses for this destination',
  forbidden: 'nothing is ever sent to metadata services, link-local and multicast addresses',
} as const;

/**
 * The one address that is connected to. All that a name resolves to must be allowed: a name that leads to both sides is an
 * attack. Throws `access.forbidden` and `access.unreachable`.
 */
export async function resolveTarget(host: string, policy: EgressPolicy): Promise<string> {
  const bare = bareHost(host);
  const addresses = isIP(bare) === 0 ? await resolved(bare, policy) : [bare];
  for (const address of addresses) checkAddress(host, address, policy);
  const [first] = addresses;
  if (first === undefined)
    throw new CaissonError('access.unreachable', `${quote(host)} has no address`);
  return first;
}

/** Refuses an address (not a name) that a destination may not reach; `host` is what led to it. Throws `access.forbidden`. */
export function checkAddress(host: string, address: string, { allowPrivate }: EgressPolicy): void {
  const kind = classifyAddress(address);
  if (kind === 'public' || (kind === 'private' && allowPrivate)) return;
  throw new CaissonError(
    'access.forbidden',
    `${quote(host)} leads to an address that is not allowed`,
    { hint: hints[kind] },
  );
}

/** `resolveTarget` as sockets ask for it: what connects by a name connects to the judged address. */
export function lookupOf(policy: EgressPolicy): LookupFunction {
  return (host, options, done) => {
    async function look(): Promise<void> {
      try {
        const address = await resolveTarget(host, policy);
        const family = isIP(address);
        if (options.all === true) done(null, [{ address, family }]);
        else done(null, address, family);
      } catch (error) {
        done(error instanceof Error ? error : new Error('refused'), '', 0);
      }
    }
    void look();
  };
}

/** The name that TLS has to verify; an address is none. */
export function serverNameOf(host: string): { readonly servername?: string } {
  const bare = bareHost(host);
  return isIP(bare) === 0 ? { servername: bare } : {};
}

/** A host of an address without brackets of IPv6 and the dot of the root. */
function bareHost(host: string): string {
  return host.replace(/^\[|\]$/gu, '').replace(/\.$/u, '');
}

async function resolved(host: string, { resolve }: EgressPolicy): Promise<readonly string[]> {
  try {
    return await (resolve ?? resolveBySystem)(host);
  } catch (cause) {
    throw new CaissonError('access.unreachable', `cannot resolve ${quote(host)}`, { cause });
  }
}

async function resolveBySystem(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function refused(message: string, hint?: string): CaissonError {
  return new CaissonError('usage.invalid-argument', message, hint === undefined ? {} : { hint });
}
