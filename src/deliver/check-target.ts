import { setTimeout as delay } from 'node:timers/promises';
import type { DestinationMemory } from '#contract/delivery.ts';
import { isCaissonError } from '#kit/error.ts';
import { type EgressPolicy, resolveTarget } from './egress/target.ts';
import { openSender } from './open-sender.ts';
import { hostsOf } from './sender/address.ts';
import type { SenderParts } from './sender/sender.ts';

const resolveMs = 3000;

/**
 * Refuses a destination that nothing can be sent to: before it is kept, so that who adds it is told why. A name that cannot be resolved
 * now passes, for it is asked for again whenever something is sent. Throws what `openSender` throws, and `access.forbidden`.
 */
export async function checkTarget(parts: SenderParts): Promise<void> {
  await using _ = await openSender(parts, noMemory);
  for (const host of new Set(hostsOf(parts.target))) await checkHost(host, parts.target);
}

const noMemory: DestinationMemory = {
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve(),
};

async function checkHost(host: string, policy: EgressPolicy): Promise<void> {
  try {
    await Promise.race([resolveTarget(host, policy), delay(resolveMs, undefined, { ref: false })]);
  } catch (error) {
    if (!isCaissonError(error, 'access.unreachable')) throw error;
  }
}
