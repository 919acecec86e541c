import type { DeliveryRecord, DestinationMemory, Outcome, Sender } from '#contract/delivery.ts';
import { isRecord } from '#kit/json.ts';
import type { EgressAnswer, EgressRequest } from '../egress/request.ts';
import { exchange, jsonOf } from './http.ts';
import { factsOf } from './message.ts';
import { oneByOne, type SenderParts } from './sender.ts';

const mostText = 2900;
const mostFact = 300;

/**
 * Slack, Block Kit. Without a token the address is an incoming webhook (a secret: it may stand in `secrets.url`). With secret
 * `token` and setting `channel` the address is `chat.postMessage`, and what happens to one subject is one thread.
 */
export function slackSender(parts: SenderParts, memory: DestinationMemory): Sender {
  const { token, url } = parts.target.secrets;
  return oneByOne(async (record, signal) => {
    const message = messageOf(record);
    const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
    const request = { method: 'POST', url: url ?? parts.target.address, headers } as const;
    if (token === undefined)
      return exchange(parts, { ...request, body: JSON.stringify(message) }, signal);
    headers['authorization'] = `Bearer ${token}`;
    return say(parts, memory, { record, request, message, signal });
  });
}

interface Saying {
  readonly record: DeliveryRecord;
  readonly request: Omit<EgressRequest, 'body'>;
  readonly message: object;
  readonly signal: AbortSignal;
}

async function say(
  parts: SenderParts,
  memory: DestinationMemory,
  { record, request, message, signal }: Saying,
): Promise<Outcome> {
  const thread = await memory.get(record.subject);
  const body = JSON.stringify({
    channel: parts.target.settings['channel'] ?? '',
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...message,
  });
  let stamp: string | undefined;
  const outcome = await exchange(parts, { ...request, body }, signal, (answer) => {
    const { refused, ts } = judge(answer);
    stamp = ts;
    return refused;
  });
  if (thread === undefined && stamp !== undefined && outcome.type === 'delivered')
    await memory.set(record.subject, stamp);
  return outcome;
}

const passing = new Set([
  'ratelimited',
  'rate_limited',
  'service_unavailable',
  'internal_error',
  'fatal_error',
]);

/** Slack answers 200 for what it refuses: `ok` says. */
function judge(answer: EgressAnswer): {
  readonly refused?: Outcome;
  readonly ts?: string;
} {
  if (answer.status !== 200) return {};
  const value = jsonOf(answer);
  if (!isRecord(value))
    return { refused: { type: 'retry', reason: 'no answer of Slack', transport: false } };
  const { ok, error, ts } = value;
  if (ok === true) return typeof ts === 'string' ? { ts: ts.slice(0, 60) } : {};
  const reason = `Slack says ${JSON.stringify(error ?? '').slice(0, 100)}`;
  const again = typeof error === 'string' && passing.has(error);
  return { refused: { type: again ? 'retry' : 'dead', reason, transport: true } };
}

function messageOf(record: DeliveryRecord) {
  const text = slackText(`${record.severity.toUpperCase()}: ${record.text}`, mostText);
  const facts = factsOf(record).map(([label, value]) => slackText(`${label}: ${value}`, mostFact));
  const link = record.url === undefined ? [] : [`<${record.url}|Open>`];
  const context = [...facts, ...link].join('  ·  ');
  return {
    text,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: context.slice(0, mostText) }] },
    ],
  };
}

/** Hostile names must neither mention people nor make links. */
function slackText(text: string, most: number): string {
  const safe = text
    .slice(0, most)
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return safe.slice(0, most).replace(/&[a-z]{0,3}$/u, '');
}
