import type { DeliveryRecord, DestinationTarget } from '#contract/delivery.ts';
import { formatRecord } from './format.ts';
import { syslogLevels } from './level.ts';

/** One message of RFC 5424, without framing. The record's format is the message; its facts are structured data. `pen`: enterprise number. */
export function toSyslog(
  record: DeliveryRecord,
  format: DestinationTarget['format'],
  pen: string,
): string {
  const level = syslogLevels[record.severity];
  const facility = 13; // log audit
  const host = headerText(record.product.installation, 255);
  const data = Object.entries({
    id: record.id,
    kind: record.kind,
    subject: record.subject,
    severity: record.severity,
    ...record.place,
  })
    .map(([key, value]) => ` ${key}="${escapeParameter(value)}"`)
    .join('');
  const time = new Date(record.time).toISOString();
  return `<${facility * 8 + level}>1 ${time} ${host} caisson - ${headerText(record.kind, 32)} [caisson@${pen}${data}] ${withoutControls(formatRecord(record, format))}`;
}

/** RFC 5424 §6.3.3. */
export function escapeParameter(value: string): string {
  return withoutControls(value).replaceAll(/["\\\]]/gu, String.raw`\$&`);
}

/** Receivers rewrite control characters: they are written as `\u000a` first. */
function withoutControls(text: string): string {
  return Array.from(text, (char) => {
    const code = char.charCodeAt(0);
    return code < 32 || code === 127 ? `\\u${code.toString(16).padStart(4, '0')}` : char;
  }).join('');
}

function headerText(text: string, most: number): string {
  const clean = text.replaceAll(/[^\u0021-\u007e]/gu, '_').slice(0, most);
  return clean === '' ? '-' : clean;
}
