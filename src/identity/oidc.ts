import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Claim that holds the groups. */
  readonly groupsClaim: string;
  readonly scope?: string;
}

/** What has to be remembered between the two redirects; never given to the browser. */
export const oidcTransaction = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  redirect: z.string(),
});
type OidcTransaction = z.infer<typeof oidcTransaction>;

/** Who the issuer says that somebody is. */
export interface OidcPerson {
  /** Issuer and subject: the only thing that stays. */
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
}

/** Authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207). */
export interface Oidc {
  start(redirect: string): Promise<{ readonly url: string; readonly transaction: OidcTransaction }>;
  finish(url: string, transaction: OidcTransaction): Promise<OidcPerson>;
}

const maxGroups = 500;

/** Asks the issuer for its description at the first use, and again after a failure. Throws `access.unreachable`. */
export function openOidc(settings: OidcSettings): Oidc {
  const known: { configuration?: Promise<Configuration> } = {};
  function configuration(): Promise<Configuration> {
    known.configuration ??= discover(settings).catch((error: unknown) => {
      delete known.configuration;
      throw error;
    });
    return known.configuration;
  }
  return {
    start: async (redirect) => start(await configuration(), settings, redirect),
    finish: async (url, transaction) =>
      finish(await configuration(), settings, new URL(url), transaction),
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const server = new URL(issuer);
  // Plain HTTP is for tests on this machine.
  const isLocal =
    server.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(server.hostname);
  try {
    return await discovery(server, clientId, clientSecret, undefined, {
      timeout: 10,
      // Signatures are checked even though the token came by TLS from the issuer itself.
      execute: [enableNonRepudiationChecks, ...(isLocal ? [allowInsecureRequests] : [])],
    });
  } catch (cause) {
    throw new CaissonError('access.unreachable', `"${issuer}" does not describe itself`, { cause });
  }
}

async function start(
  configuration: Configuration,
  { scope = 'openid profile email' }: OidcSettings,
  redirect: string,
): Promise<{ readonly url: string; readonly transaction: OidcTransaction }> {
  const transaction = {
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
    redirect,
  };
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: redirect,
    scope,
    state: transaction.state,
    nonce: transaction.nonce,
    code_challenge: await calculatePKCECodeChallenge(transaction.verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, transaction };
}

async function finish(
  configuration: Configuration,
  settings: OidcSettings,
  url: URL,
  { state, nonce, verifier, redirect }: OidcTransaction,
): Promise<OidcPerson> {
  const current = new URL(redirect);
  current.search = url.search;
  try {
    const tokens = await authorizationCodeGrant(configuration, current, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined)
      throw new CaissonError('access.unauthenticated', 'no identity was given');
    return personOf(claims, settings);
  } catch (cause) {
    if (cause instanceof CaissonError) throw cause;
    throw new CaissonError('access.unauthenticated', 'the answer of the issuer is not accepted', {
      cause,
    });
  }
}

function personOf(
  claims: Readonly<Record<string, unknown>>,
  { groupsClaim }: OidcSettings,
): OidcPerson {
  const subject = `${textOf(claims['iss'])} ${textOf(claims['sub'])}`;
  const email = textOf(claims['email']);
  const preferred = textOf(claims['preferred_username']);
  const groups: unknown = claims[groupsClaim];
  return {
    subject,
    name: [preferred, email, textOf(claims['sub'])].find((text) => text !== '') ?? '',
    email,
    groups: (Array.isArray(groups) ? groups : [groups])
      .map(textOf)
      .filter((text) => text !== '')
      .slice(0, maxGroups),
  };
}

function textOf(claim: unknown): string {
  return typeof claim === 'string' ? claim.slice(0, 500) : '';
}
