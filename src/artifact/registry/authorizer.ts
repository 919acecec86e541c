import type { Scope } from '#contract/scope.ts';
import type { Challenge } from './challenge.ts';
import type { Connections } from './connections.ts';
import { findCredentials } from './credentials.ts';
import type { Credentials, RegistrySettings } from './settings.ts';
import { type BearerToken, basicHeader, fetchToken } from './token.ts';

/** Who is asked for what: the unit in which tokens are given. */
export interface Target {
  /** The registry as logins name it. */
  readonly registry: string;
  /** The host that serves its API. */
  readonly host: string;
  readonly repository: string;
  readonly actions: 'pull' | 'pull,push';
}

interface Known {
  readonly challenge: Challenge;
  readonly credentials: Credentials | undefined;
}

/**
 * Knows the `Authorization` header for each target. Challenges are remembered per repository, tokens per host and scope, so the
 * usual image costs one challenge; requests that need the same token at once share it.
 */
export class Authorizer {
  readonly #connections: Connections;
  readonly #settings: RegistrySettings;
  readonly #known = new Map<string, Known>();
  readonly #tokens = new Map<string, Promise<BearerToken>>();

  constructor(connections: Connections, settings: RegistrySettings) {
    this.#connections = connections;
    this.#settings = settings;
  }

  /** What to send without having been asked: nothing before the first challenge. */
  async header(target: Target, scope: Scope): Promise<string | undefined> {
    const known = this.#known.get(`${target.host}/${target.repository}`);
    if (known === undefined) return undefined;
    if (known.challenge.scheme === 'basic') return directHeader(known.credentials);
    return await this.#bearer(target, known, scope);
  }

  /**
   * What to send after a 401 that answered `sent`. `undefined` when there is no way to satisfy any of the challenges.
   */
  async answer(
    target: Target,
    challenges: readonly Challenge[],
    sent: string | undefined,
    scope: Scope,
  ): Promise<string | undefined> {
    const { registry, repository, host } = target;
    const challenge =
      challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.get('realm')) ??
      challenges.find(({ scheme }) => scheme === 'basic');
    if (challenge === undefined) return undefined;
    const credentials = await findCredentials(registry, repository, this.#settings, scope);
    const known = { challenge, credentials };
    this.#known.set(`${host}/${repository}`, known);
    if (challenge.scheme === 'basic') return directHeader(credentials);
    const key = keyOf(target, challenge);
    if (sent === undefined || sent === (await headerOf(this.#tokens.get(key))))
      this.#tokens.delete(key);
    return await this.#bearer(target, known, scope);
  }

  async #bearer(target: Target, known: Known, scope: Scope): Promise<string> {
    const { challenge, credentials } = known;
    if (credentials?.kind === 'bearer') return `Bearer ${credentials.token}`;
    const key = keyOf(target, challenge);
    const kept = await settled(this.#tokens.get(key));
    if (kept !== undefined && kept.expiresAt > scope.clock().getTime())
      return `Bearer ${kept.token}`;
    const fetching = fetchToken(
      {
        registryHost: target.host,
        realm: challenge.parameters.get('realm') ?? '',
        service: challenge.parameters.get('service'),
        scope: scopeOf(target, challenge),
        credentials,
      },
      this.#connections,
      this.#settings,
      scope,
    );
    this.#tokens.set(key, fetching);
    return `Bearer ${(await fetching).token}`;
  }
}

/**
 * The scope to ask for: our own, so that a registry cannot have us fetch a token for somebody else's repository. Scopes of
 * another form (some services have one fixed word) are taken as they are.
 */
function scopeOf(target: Target, challenge: Challenge): string {
  const offered = challenge.parameters.get('scope') ?? '';
  if (offered !== '' && !/^(?:repository|registry)[:(]/.test(offered)) return offered;
  return `repository:${target.repository}:${target.actions}`;
}

function keyOf(target: Target, challenge: Challenge): string {
  return `${target.host} ${challenge.parameters.get('realm')} ${scopeOf(target, challenge)}`;
}

function directHeader(credentials: Credentials | undefined): string | undefined {
  switch (credentials?.kind) {
    case 'basic':
      return basicHeader(credentials);
    case 'bearer':
      return `Bearer ${credentials.token}`;
    default:
      return undefined;
  }
}

async function settled(token: Promise<BearerToken> | undefined): Promise<BearerToken | undefined> {
  return await token?.catch(() => undefined);
}

async function headerOf(token: Promise<BearerToken> | undefined): Promise<string | undefined> {
  const known = await settled(token);
  return known && `Bearer ${known.token}`;
}
