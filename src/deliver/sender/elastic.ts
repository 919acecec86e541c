import type { DeliveryRecord, Outcome, Sender } from '#contract/delivery.ts';
import { isRecord } from '#kit/json.ts';
import { type EgressAnswer, sendRequest } from '../egress/request.ts';
import { formatObject } from '../format/format.ts';
import { outcomeOfAnswer, redact } from '../outcome.ts';
import { under } from './address.ts';
import { jsonOf } from './http.ts';
import { delivered, manyAtOnce, type SenderParts, sameFor } from './sender.ts';

/** Elasticsearch and OpenSearch `_bulk`, `create` by id: what is there already was delivered. Each item has its own outcome. */
export function elasticSender(parts: SenderParts): Sender {
  const { target, clock } = parts;
  const secrets = Object.values(target.secrets);
  return manyAtOnce(parts, 200, async (records, signal) => {
    const answer = await sendRequest(bulkRequest(records, parts), target, signal);
    if (answer.status === 200) return bulkOutcomes(answer, records.length, secrets);
    return sameFor(records, outcomeOfAnswer(answer, secrets, clock().getTime()));
  });
}

function bulkRequest(records: readonly DeliveryRecord[], { target }: SenderParts) {
  const { index = 'logs-caisson-default' } = target.settings;
  const lines = records.flatMap((record) => [
    JSON.stringify({ create: { _index: index, _id: record.id } }),
    JSON.stringify({
      '@timestamp': new Date(record.time).toISOString(),
      ...formatObject(record, target.format),
    }),
  ]);
  const { apiKey, user, password } = target.secrets;
  const basic = Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64');
  const authorization = apiKey === undefined ? `Basic ${basic}` : `ApiKey ${apiKey}`;
  return {
    method: 'POST' as const,
    url: under(target.address, '/_bulk'),
    headers: {
      'content-type': 'application/x-ndjson',
      ...(apiKey === undefined && user === undefined ? {} : { authorization }),
    },
    body: `${lines.join('\n')}\n`,
  };
}

/** A truncated or strange answer leaves it open what was stored: the same ids go again. */
function bulkOutcomes(
  answer: EgressAnswer,
  count: number,
  secrets: readonly string[],
): readonly Outcome[] {
  const items = bulkItems(answer);
  return Array.from({ length: count }, (_, at): Outcome => {
    const entry: unknown = items[at];
    const item: unknown = isRecord(entry) ? entry['create'] : undefined;
    const status = isRecord(item) ? item['status'] : undefined;
    if (!isRecord(item) || typeof status !== 'number')
      return { type: 'retry', reason: 'the answer names not every item', transport: false };
    if (status < 300 || status === 409) return delivered;
    const reason = redact(
      `item answered ${status}: ${JSON.stringify(item['error'] ?? '').slice(0, 300)}`,
      secrets,
    );
    return { type: status === 429 || status >= 500 ? 'retry' : 'dead', reason, transport: false };
  });
}

function bulkItems(answer: EgressAnswer): readonly unknown[] {
  const value = jsonOf(answer);
  return isRecord(value) && Array.isArray(value['items']) ? value['items'] : [];
}
