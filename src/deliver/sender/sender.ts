import type { DeliveryRecord, DestinationTarget, Outcome, Sender } from '#contract/delivery.ts';
import type { Scope } from '#contract/scope.ts';
import { mapConcurrent } from '#kit/concurrency.ts';
import { outcomeOfError } from '../outcome.ts';

/** What every sender is made of. */
export interface SenderParts {
  readonly target: DestinationTarget;
  readonly clock: Scope['clock'];
  /** Where destinations of kind `file` write; absent: nowhere. */
  readonly exportDirectory?: string;
}

export const delivered: Outcome = { type: 'delivered' };

/** A sender that sends each record by itself, a few at a time. */
export function oneByOne(
  send: (record: DeliveryRecord, signal: AbortSignal) => Promise<Outcome>,
): Sender {
  return {
    maxRecords: 32,
    send: (records, signal) => mapConcurrent(records, 8, (record) => send(record, signal), signal),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** A sender that sends many records at once. What it throws is the outcome of each of them. */
export function manyAtOnce(
  { target }: SenderParts,
  maxRecords: number,
  send: (records: readonly DeliveryRecord[], signal: AbortSignal) => Promise<readonly Outcome[]>,
): Sender {
  return {
    maxRecords,
    async send(records, signal) {
      try {
        return await send(records, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        return sameFor(records, outcomeOfError(error, Object.values(target.secrets)));
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** One outcome for all. */
export function sameFor(records: readonly DeliveryRecord[], outcome: Outcome): readonly Outcome[] {
  return records.map(() => outcome);
}
