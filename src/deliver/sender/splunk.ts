import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeliveryRecord, Outcome, Sender } from '#contract/delivery.ts';
import { isRecord } from '#kit/json.ts';
import { type EgressAnswer, sendRequest } from '../egress/request.ts';
import { formatObject, formatRecord } from '../format/format.ts';
import { outcomeOfAnswer } from '../outcome.ts';
import { jsonOf } from './http.ts';
import { delivered, manyAtOnce, type SenderParts, sameFor } from './sender.ts';

const pollMs = 500;
const acknowledgedWithinMs = 40_000;

/**
 * Splunk HTTP Event Collector: concatenated JSON objects; `fields.caisson_id` is the idempotency key. With setting
 * `acknowledge: true` a record is delivered when the indexer says so (`/services/collector/ack`), not when it was taken.
 */
export function splunkSender(parts: SenderParts): Sender {
  const channel = randomUUID();
  return manyAtOnce(parts, 200, (records, signal) => deliver({ parts, channel, records, signal }));
}

interface Batch {
  readonly parts: SenderParts;
  readonly channel: string;
  readonly records: readonly DeliveryRecord[];
  readonly signal: AbortSignal;
}

async function deliver(batch: Batch): Promise<readonly Outcome[]> {
  const { parts, records } = batch;
  const body = records.map((record) => JSON.stringify(eventOf(record, parts))).join('\n');
  const answer = await call(batch, 'event', body);
  const outcome = outcomeOfAnswer(
    answer,
    Object.values(parts.target.secrets),
    parts.clock().getTime(),
  );
  if (outcome.type === 'dead') return spare(batch, answer, outcome);
  if (outcome.type !== 'delivered' || !acknowledges(parts)) return sameFor(records, outcome);
  const acknowledgement = numberIn(answer, 'ackId');
  const last = acknowledgement === undefined ? unasked : await indexed(batch, acknowledgement);
  return sameFor(records, last);
}

const unasked: Outcome = {
  type: 'dead',
  reason: 'the answer has no "ackId": acknowledgement is off for this token',
  transport: true,
};
const late: Outcome = {
  type: 'retry',
  reason: 'the indexer did not acknowledge in time',
  transport: false,
};

/** Where it says which event was wrong, only that one is dead. */
function spare({ records }: Batch, answer: EgressAnswer, dead: Outcome): readonly Outcome[] {
  const wrong = numberIn(answer, 'invalid-event-number');
  if (wrong === undefined || wrong >= records.length) return sameFor(records, dead);
  const again: Outcome = { type: 'retry', reason: 'refused with another', transport: false };
  return records.map((_, at) => (at === wrong ? dead : again));
}

async function indexed(batch: Batch, id: number): Promise<Outcome> {
  for (let waited = 0; waited < acknowledgedWithinMs; waited += pollMs) {
    const answer = await call(batch, 'ack', JSON.stringify({ acks: [id] }));
    const value = jsonOf(answer);
    const acks = isRecord(value) ? value['acks'] : undefined;
    if (isRecord(acks) && acks[String(id)] === true) return delivered;
    await sleep(pollMs, undefined, { signal: batch.signal });
  }
  return late;
}

function call(
  { parts, channel, signal }: Batch,
  what: 'event' | 'ack',
  body: string,
): Promise<EgressAnswer> {
  const { target } = parts;
  const url = new URL(target.address);
  const base = url.pathname.replace(/\/(?:services\/collector(?:\/event)?)?\/?$/u, '');
  url.pathname = `${base}/services/collector/${what}`;
  const headers = {
    authorization: `Splunk ${target.secrets['token'] ?? ''}`,
    'content-type': 'application/json',
    ...(acknowledges(parts) ? { 'x-splunk-request-channel': channel } : {}),
  };
  return sendRequest({ method: 'POST', url: url.href, headers, body }, target, signal);
}

function acknowledges({ target }: SenderParts): boolean {
  return target.settings['acknowledge'] === 'true';
}

function eventOf(record: DeliveryRecord, { target }: SenderParts) {
  const { index, sourcetype = `caisson:${target.format}` } = target.settings;
  return {
    time: record.time / 1000,
    host: record.product.installation,
    source: 'caisson',
    sourcetype,
    ...(index === undefined ? {} : { index }),
    event:
      target.format === 'cef' ? formatRecord(record, 'cef') : formatObject(record, target.format),
    fields: { caisson_id: record.id, caisson_kind: record.kind },
  };
}

function numberIn(answer: EgressAnswer, name: string): number | undefined {
  const value = jsonOf(answer);
  const found = isRecord(value) ? value[name] : undefined;
  return Number.isSafeInteger(found) && typeof found === 'number' ? found : undefined;
}
