import { breakAfter } from '#estate/outbox/back-off.ts';
import type { StoredDestination } from '#estate/outbox/destination.ts';
import type { DestinationLag } from '#estate/outbox/destinations.ts';
import { destinationKinds } from '#wire/destination.ts';
import type { AnswerOf } from '#wire/routes.ts';

type Row = AnswerOf<'addDestination'>;

/** A destination as the API shows it: of its secrets only the names. */
export function destinationRow(one: StoredDestination, lag: DestinationLag | undefined): Row {
  const { id, name, format, address, settings, kinds, enabled, version, delivered, failed } = one;
  const { waiting = 0, dead = 0, oldest } = lag ?? {};
  return {
    id,
    name,
    kind: destinationKinds.find((kind) => kind === one.kind) ?? 'webhook',
    format,
    address,
    settings,
    secretsSet: [...one.secretNames],
    kinds: [...kinds],
    minimumSeverity: one.minimum,
    enabled,
    state: stateOf(one, waiting),
    waiting,
    delivered,
    failed,
    dead,
    ...(oldest !== undefined && { oldest }),
    ...(one.lastError !== '' && { lastError: one.lastError }),
    ...(one.lastDelivered !== undefined && { lastDelivered: one.lastDelivered }),
    version,
  };
}

function stateOf(one: StoredDestination, waiting: number): Row['state'] {
  if (!one.enabled) return 'off';
  if (one.failures >= breakAfter || one.attention !== '') return 'broken';
  if (one.failures > 0) return 'retrying';
  return waiting > 0 ? 'delivering' : 'idle';
}
