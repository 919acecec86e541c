import type { Outcome } from '#contract/delivery.ts';
import { isCaissonError } from '#kit/error.ts';
import { printable } from '#kit/text.ts';
import type { EgressAnswer } from './egress/request.ts';

const delivered: Outcome = { type: 'delivered' };
/** Answers that would be the same for whatever is sent. */
const refusals = new Set([401, 403, 404, 405, 407, 410]);
const later = new Set([408, 421, 425, 429]);

/** What an HTTP answer means. `secrets` never stand in the reason. `now` in milliseconds since the Unix epoch. */
export function outcomeOfAnswer(
  answer: EgressAnswer,
  secrets: readonly string[],
  now: number,
): Outcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return delivered;
  const reason = `answered ${status}: ${redact(answer.body, secrets).slice(0, 300)}`;
  if (later.has(status) || status >= 500) {
    const afterMs = retryAfterMs(answer.headers['retry-after'], now);
    const transport = status !== 429;
    return afterMs === undefined
      ? { type: 'retry', reason, transport }
      : { type: 'retry', reason, transport, afterMs };
  }
  return { type: 'dead', reason, transport: refusals.has(status) };
}

/** What a failure to get an answer means. */
export function outcomeOfError(error: unknown, secrets: readonly string[]): Outcome {
  const reason = redact(error instanceof Error ? error.message : 'failed', secrets);
  const final = isCaissonError(
    error,
    'access.forbidden',
    'integrity.untrusted',
    'usage.invalid-argument',
  );
  return { type: final ? 'dead' : 'retry', reason, transport: true };
}

/** Text of the other end, safe to show, without our secrets in any form that we send them in. Cut it afterwards, never before. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  const forms = secrets.flatMap((secret) =>
    secret.length < 4
      ? []
      : [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)],
  );
  // Longest first: a secret that holds another goes as a whole.
  for (const form of forms.toSorted((a, b) => b.length - a.length))
    clean = clean.replaceAll(form, '***');
  return printable(clean.replaceAll(/\b(Basic|Bearer|Splunk|ApiKey) [\w+/=.~-]{4,}/gu, '$1 ***'));
}

/** Seconds or a date (RFC 9110 §10.2.3) as milliseconds from now, at most an hour. */
function retryAfterMs(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d{1,9}$/u.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(seconds) ? Math.min(3_600_000, Math.max(0, seconds)) : undefined;
}
