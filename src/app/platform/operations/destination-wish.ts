import { checkTarget } from '#deliver/check-target.ts';
import type { StoredDestination } from '#estate/outbox/destination.ts';
import type { DestinationWish } from '#estate/outbox/destinations.ts';
import { isKindPattern } from '#estate/outbox/route.ts';
import { given } from '#event/given.ts';
import { CaissonError } from '#kit/error.ts';
import { severities } from '#model/severity.ts';
import type { InputOf } from '#wire/routes.ts';
import { type DeliveryParts, secretsOf, senderParts } from '../delivery/delivery.ts';

type Said = Omit<InputOf<'changeDestination'>['body'], 'version'>;

const unsaid: DestinationWish = {
  name: '',
  kind: 'webhook',
  format: 'ocsf',
  address: '',
  settings: {},
  sealed: '',
  secretNames: [],
  kinds: [],
  minimum: 'negligible',
  allowPrivate: false,
  enabled: true,
};

/**
 * What a person said on top of what is there. Secrets that are not named stay; an empty one is removed. Throws `usage.*`, `access.forbidden`
 * for what could never be delivered to.
 */
export async function destinationWish(
  parts: DeliveryParts,
  body: Said,
  before: StoredDestination | undefined,
): Promise<DestinationWish> {
  const { minimumSeverity, secrets: _secrets, from: _from, ...rest } = body;
  const secrets = secretsAfter(parts, body, before);
  const wish = {
    ...(before ?? unsaid),
    ...given({ ...rest, minimum: minimumSeverity }),
    secretNames: Object.keys(secrets),
  };
  checkRoute(wish);
  // One that is off may wait for the network that it is made for.
  if (wish.enabled) await checkTarget(senderParts(parts, wish, secrets));
  return { ...wish, sealed: sealed(parts, secrets) };
}

function secretsAfter(
  { vault }: DeliveryParts,
  { address, secrets }: Said,
  before: StoredDestination | undefined,
): Readonly<Record<string, string>> {
  const old = before === undefined ? {} : secretsOf(vault, before);
  // A new address must not be told the secrets of the old one.
  const isMoved = before !== undefined && address !== undefined && address !== before.address;
  const all = { ...(isMoved ? {} : old), ...secrets };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

function sealed({ vault }: DeliveryParts, secrets: Readonly<Record<string, string>>): string {
  if (Object.keys(secrets).length === 0) return '';
  return vault.seal(JSON.stringify(secrets), 'destination');
}

function checkRoute({ kinds, minimum }: Pick<DestinationWish, 'kinds' | 'minimum'>): void {
  const strange = kinds.find((kind) => !isKindPattern(kind));
  if (strange !== undefined)
    throw new CaissonError('usage.invalid-argument', `no change is of kind "${strange}"`);
  if (!severities.some((one) => one === minimum))
    throw new CaissonError('usage.invalid-argument', `"${minimum}" is no severity`);
}
