import type { DeliveryRecord, Outcome, Sender } from '#contract/delivery.ts';
import { isRecord } from '#kit/json.ts';
import { severityRank } from '#model/severity.ts';
import { sendRequest } from '../egress/request.ts';
import { formatObject, formatRecord } from '../format/format.ts';
import { outcomeOfAnswer, outcomeOfError, redact } from '../outcome.ts';
import { allAtOnce, exchange, type SenderParts } from './http.ts';

/** Elasticsearch and OpenSearch `_bulk`, `create` by id: what is there already was delivered. Each item has its own outcome. */
export function elasticSender(parts: SenderParts): Sender {
  const { target, clock } = parts;
  const secrets = Object.values(target.secrets);
  return {
    maxRecords: 200,
    async send(records, signal) {
      try {
        const answer = await sendRequest(bulkRequest(records, parts), target, signal);
        if (answer.status === 200) return bulkOutcomes(answer.body, records.length, secrets);
        const outcome = outcomeOfAnswer(answer, secrets, clock().getTime());
        return records.map(() => outcome);
      } catch (error) {
        if (signal.aborted) throw error;
        const outcome = outcomeOfError(error, secrets);
        return records.map(() => outcome);
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
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
function bulkOutcomes(body: string, count: number, secrets: readonly string[]): readonly Outcome[] {
  const items = bulkItems(body);
  return Array.from({ length: count }, (_, at): Outcome => {
    const entry: unknown = items[at];
    const item: unknown = isRecord(entry) ? entry['create'] : undefined;
    const status = isRecord(item) ? item['status'] : undefined;
    if (!isRecord(item) || typeof status !== 'number')
      return { type: 'retry', reason: 'the answer names not every item', transport: false };
    if (status < 300 || status === 409) return { type: 'delivered' };
    const reason = redact(
      `item answered ${status}: ${JSON.stringify(item['error'] ?? '').slice(0, 300)}`,
      secrets,
    );
    return { type: status === 429 || status >= 500 ? 'retry' : 'dead', reason, transport: false };
  });
}

function bulkItems(body: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) && Array.isArray(value['items']) ? value['items'] : [];
  } catch {
    return [];
  }
}

/** Loki push: labels of low cardinality only. */
export function lokiSender(parts: SenderParts): Sender {
  const { target } = parts;
  return allAtOnce(200, (records, signal) => {
    const streams = Map.groupBy(records, ({ kind, severity }) => `${kind} ${severity}`);
    const body = JSON.stringify({
      streams: [...streams.values()].map((some) => ({
        stream: { service_name: 'caisson', kind: some[0]?.kind, severity: some[0]?.severity },
        values: some
          .toSorted((a, b) => a.time - b.time)
          .map((one) => [
            `${BigInt(Math.floor(one.time)) * 1_000_000n}`,
            formatRecord(one, target.format),
            { caisson_id: one.id },
          ]),
      })),
    });
    const url = under(target.address, '/loki/api/v1/push');
    return exchange(parts, { method: 'POST', url, headers: bearer(parts), body }, signal);
  });
}

/** OTLP logs as JSON over HTTP (OpenTelemetry protocol 1.x, `/v1/logs`). */
export function otlpSender(parts: SenderParts): Sender {
  const { target } = parts;
  return allAtOnce(200, (records, signal) => {
    const body = JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes: [attribute('service.name', 'caisson')] },
          scopeLogs: [{ scope: { name: 'caisson' }, logRecords: records.map(logRecord(parts)) }],
        },
      ],
    });
    const url = under(target.address, '/v1/logs');
    return exchange(
      parts,
      { method: 'POST', url, headers: bearer(parts), body },
      signal,
      ({ status, body: text }) => (status === 200 ? partialSuccess(text) : undefined),
    );
  });
}

function logRecord({ target }: SenderParts) {
  return (record: DeliveryRecord) => ({
    timeUnixNano: `${BigInt(Math.floor(record.time)) * 1_000_000n}`,
    severityNumber: [9, 9, 10, 13, 17, 21][severityRank(record.severity)] ?? 9,
    severityText: record.severity,
    eventName: record.kind,
    body: { stringValue: formatRecord(record, target.format) },
    attributes: [
      attribute('caisson.id', record.id),
      attribute('caisson.subject', record.subject),
      attribute('caisson.text', record.text),
    ],
  });
}

/** It does not say which records were refused: all of them are dead letters, and can be sent again. */
function partialSuccess(body: string): Outcome | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const partial = isRecord(value) ? value['partialSuccess'] : undefined;
    if (!isRecord(partial) || Number(partial['rejectedLogRecords'] ?? 0) === 0) return undefined;
    const reason = `rejected: ${redact(JSON.stringify(partial['errorMessage'] ?? ''), []).slice(0, 300)}`;
    return { type: 'dead', reason, transport: false };
  } catch {
    return undefined;
  }
}

function attribute(key: string, text: string) {
  return { key, value: { stringValue: text } };
}

function bearer({ target }: SenderParts): Readonly<Record<string, string>> {
  const { token } = target.secrets;
  const type = { 'content-type': 'application/json' };
  return token === undefined ? type : { ...type, authorization: `Bearer ${token}` };
}

/** The given path, unless the address names one already. */
function under(address: string, path: string): string {
  const url = new URL(address);
  if (url.pathname === '/' || url.pathname === '') url.pathname = path;
  return url.href;
}
