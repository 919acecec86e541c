import type { DeliveryRecord, DestinationTarget } from '#contract/delivery.ts';
import { unreachable } from '#kit/never.ts';
import { toCef } from './cef.ts';
import { toEcs } from './ecs.ts';
import { toOcsf } from './ocsf.ts';

/** A record as one text of a format; JSON is on one line. */
export function formatRecord(record: DeliveryRecord, format: DestinationTarget['format']): string {
  return format === 'cef' ? toCef(record) : JSON.stringify(formatObject(record, format));
}

/** A record as an object, for those that take JSON only: CEF becomes its plain record. */
export function formatObject(
  record: DeliveryRecord,
  format: DestinationTarget['format'],
): Readonly<Record<string, unknown>> {
  switch (format) {
    case 'ocsf':
      return toOcsf(record);
    case 'ecs':
      return toEcs(record);
    case 'json':
    case 'cef':
      return { ...record };
    default:
      return unreachable(format);
  }
}
