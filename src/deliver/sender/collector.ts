import type { DeliveryRecord, Outcome, Sender } from '#contract/delivery.ts';
import { isRecord } from '#kit/json.ts';
import type { Severity } from '#model/severity.ts';
import type { EgressAnswer } from '../egress/request.ts';
import { formatRecord } from '../format/format.ts';
import { redact } from '../outcome.ts';
import { under } from './address.ts';
import { exchange, jsonOf } from './http.ts';
import { manyAtOnce, type SenderParts, sameFor } from './sender.ts';

/** Loki push: labels of low cardinality only. */
export function lokiSender(parts: SenderParts): Sender {
  const { target } = parts;
  return manyAtOnce(parts, 200, async (records, signal) => {
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
    const request = { method: 'POST', url, headers: bearer(parts), body } as const;
    return sameFor(records, await exchange(parts, request, signal));
  });
}

/** OTLP logs as JSON over HTTP (OpenTelemetry protocol 1.x, `/v1/logs`). */
export function otlpSender(parts: SenderParts): Sender {
  const { target } = parts;
  return manyAtOnce(parts, 200, async (records, signal) => {
    const body = JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes: [attribute('service.name', 'caisson')] },
          scopeLogs: [{ scope: { name: 'caisson' }, logRecords: records.map(logRecord(parts)) }],
        },
      ],
    });
    const url = under(target.address, '/v1/logs');
    const request = { method: 'POST', url, headers: bearer(parts), body } as const;
    return sameFor(records, await exchange(parts, request, signal, partialSuccess));
  });
}

/** `SeverityNumber` of the log data model. */
const severityNumbers: Readonly<Record<Severity, number>> = {
  unknown: 9,
  negligible: 9,
  low: 10,
  medium: 13,
  high: 17,
  critical: 21,
};

function logRecord({ target }: SenderParts) {
  return (record: DeliveryRecord) => ({
    timeUnixNano: `${BigInt(Math.floor(record.time)) * 1_000_000n}`,
    severityNumber: severityNumbers[record.severity],
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
function partialSuccess(answer: EgressAnswer): Outcome | undefined {
  const value = answer.status === 200 ? jsonOf(answer) : undefined;
  const partial = isRecord(value) ? value['partialSuccess'] : undefined;
  if (!isRecord(partial) || Number(partial['rejectedLogRecords'] ?? 0) === 0) return undefined;
  const reason = `rejected: ${redact(JSON.stringify(partial['errorMessage'] ?? ''), []).slice(0, 300)}`;
  return { type: 'dead', reason, transport: false };
}

function attribute(key: string, text: string) {
  return { key, value: { stringValue: text } };
}

function bearer({ target }: SenderParts): Readonly<Record<string, string>> {
  const { token } = target.secrets;
  const type = { 'content-type': 'application/json' };
  return token === undefined ? type : { ...type, authorization: `Bearer ${token}` };
}
