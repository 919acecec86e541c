import type { Detection, Priority } from '#model/detection.ts';
import { clean } from '../clean.ts';

/** Severities of RFC 5424, table 2. */
const severities: Readonly<Record<Priority, number>> = {
  emergency: 0,
  alert: 1,
  critical: 2,
  error: 3,
  warning: 4,
  notice: 5,
  informational: 6,
  debug: 7,
};
/** `security/authorization messages` (RFC 5424, table 1). */
const facility = 10;
const maxText = 4000;

/** One message of RFC 5424 with the facts as structured data (an enterprise number of documentation: 32473, RFC 5612). */
export function syslogMessage(detection: Detection, host: string): string {
  const { priority, time, rule, id, output, container, severity, kind } = detection;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['id', id],
    ['rule', rule],
    ['kind', kind],
    ['severity', severity],
    ['container', container?.id],
    ['image', container?.image?.reference],
    ['digest', container?.image?.id],
    ['pod', container?.pod && `${container.pod.namespace}/${container.pod.name}`],
  ];
  const data = facts
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${parameter(value)}"`]))
    .join(' ');
  const stamp = new Date(Math.min(Math.max(time, 0), 8.64e15)).toISOString();
  const name = /^[\x21-\x7e]{1,255}$/.test(host) ? host : '-';
  return `<${facility * 8 + severities[priority]}>1 ${stamp} ${name} caisson - ${kind} [caisson@32473 ${data}] \ufeff${clean(`${rule}: ${output}`, maxText)}`;
}

/** A value of structured data: quotes, backslashes and brackets are escaped (section 6.3.3). */
function parameter(text: string): string {
  return clean(text, 500).replace(/["\\\]]/g, '\\$&');
}
