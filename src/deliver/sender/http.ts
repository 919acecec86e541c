import type { Outcome } from '#contract/delivery.ts';
import { type EgressAnswer, type EgressRequest, sendRequest } from '../egress/request.ts';
import { outcomeOfAnswer, outcomeOfError } from '../outcome.ts';
import type { SenderParts } from './sender.ts';

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

/** The JSON of an answer; undefined where it is none. */
export function jsonOf({ body }: Pick<EgressAnswer, 'body'>): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
