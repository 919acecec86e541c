import type { ExternalSignIn } from '#contract/platform.ts';
import { parseGroupGrants } from '#identity/group-grants.ts';
import { openOidc } from '#identity/oidc.ts';
import { externalSignIn } from '../identity/external-sign-in.ts';
import type { OpenPlatform } from '../open-platform.ts';
import type { UpOptions } from './up-options.ts';

/** Signing in by OpenID Connect, where it is set up. */
export function externalOf(
  { config }: UpOptions,
  platform: OpenPlatform,
): { readonly external?: ExternalSignIn } {
  const issuer = config.text('oidc.issuer');
  if (issuer === '') return {};
  const oidc = openOidc({
    issuer,
    clientId: config.text('oidc.client-id'),
    clientSecret: config.text('oidc.client-secret'),
    groupsClaim: config.text('oidc.groups-claim'),
  });
  const grants = parseGroupGrants(config.list('oidc.grants'));
  return { external: externalSignIn({ ...platform, oidc, grants }) };
}
