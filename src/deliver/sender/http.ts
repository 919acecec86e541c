import type { DeliveryRecord, DestinationTarget, Outcome, Sender } from '#contract/delivery.ts';
import type { Scope } from '#contract/scope.ts';
import { mapConcurrent } from '#kit/concurrency.ts';
import { type EgressAnswer, type EgressRequest, sendRequest } from '../egress/request.ts';
import { outcomeOfAnswer, outcomeOfError } from '../outcome.ts';

/** What every sender is made of. */
export interface SenderParts {
  readonly target: DestinationTarget;
  readonly clock: Scope['clock'];
  /** Where destinations of kind `file` write; absent: nowhere. */
  readonly exportDirectory?: string;
}

/** One exchange, and what it means. `judge` says more of an answer than its status does. */
export async function exchange(
  { target, clock }: SenderParts,
  request: EgressRequest,
  signal: AbortSignal,
  judge: (answer: EgressAnswer) => Outcome | undefined = () => undefined,
): Promise<Outcome> {
  const secrets = Object.values(target.secrets);
  try {
    const answer = await sendRequest(request, target, signal);
    return judge(answer) ?? outcomeOfAnswer(answer, secrets, clock().getTime());
  } catch (error) {
    if (signal.aborted) throw error;
    return outcomeOfError(error, secrets);
  }
}

/** A sender that makes one exchange of each record, a few at a time. */
export function oneByOne(
  send: (record: DeliveryRecord, signal: AbortSignal) => Promise<Outcome>,
): Sender {
  return {
    maxRecords: 32,
    send: (records, signal) => mapConcurrent(records, 8, (record) => send(record, signal), signal),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** A sender that makes one exchange of all records, all of which have its outcome. */
export function allAtOnce(
  maxRecords: number,
  send: (records: readonly DeliveryRecord[], signal: AbortSignal) => Promise<Outcome>,
): Sender {
  return {
    maxRecords,
    async send(records, signal) {
      const outcome = await send(records, signal);
      return records.map(() => outcome);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
