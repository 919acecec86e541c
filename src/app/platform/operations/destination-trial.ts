import type { DeliveryRecord } from '#contract/delivery.ts';
import type { StoredDestination } from '#estate/outbox/destination.ts';
import { CaissonError } from '#kit/error.ts';
import { newUlid } from '#kit/ulid.ts';
import { type DeliveryParts, openDestination } from '../delivery/delivery.ts';

/** What came of a trial, in words for people. */
export interface Trial {
  readonly ok: boolean;
  readonly text: string;
}

const trialMs = 20_000;

/** Sends one record that says that it is a test. What goes wrong is an answer, not an error. */
export async function tryDestination(
  parts: DeliveryParts,
  destination: StoredDestination,
  signal: AbortSignal,
): Promise<Trial> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(trialMs)]);
  try {
    await using sender = await openDestination(parts, destination);
    const [outcome] = await sender.send([trialRecord(parts)], limited);
    if (outcome === undefined || outcome.type === 'delivered')
      return { ok: true, text: 'delivered' };
    return { ok: false, text: outcome.reason };
  } catch (error) {
    if (limited.aborted) return { ok: false, text: 'not done in time' };
    return { ok: false, text: error instanceof CaissonError ? error.message : 'failed' };
  }
}

function trialRecord({ platform, origin }: DeliveryParts): DeliveryRecord {
  const time = platform.scope.clock().getTime();
  return {
    id: newUlid(time),
    seq: 0,
    time,
    kind: 'test',
    activity: 'create',
    subject: 'test',
    text: 'a test of this destination',
    severity: 'negligible',
    place: {},
    data: {},
    about: { type: 'other' },
    product: { version: origin.version, installation: origin.installation },
  };
}
