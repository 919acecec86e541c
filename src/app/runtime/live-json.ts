import { hostname } from 'node:os';
import { eventToJson } from '#event/event-to-json.ts';
import type { LiveItem } from '#output/runtime/live.ts';
import { falcoAlert } from '#rule/engine/falco-alert.ts';

/**
 * One thing as one line of JSON: `{"kind": "detection", "detection": {…}}`. In the format `falco` only detections are told, each
 * as Falco's alerts are (`json_output`); then `undefined` for all else.
 */
export function liveJson(item: LiveItem, format: 'json' | 'falco'): string | undefined {
  if (format === 'falco')
    return item.kind === 'detection'
      ? JSON.stringify(falcoAlert(item.detection, hostname()))
      : undefined;
  if (item.kind === 'event')
    return JSON.stringify({ kind: 'event', event: eventToJson(item.event) });
  return JSON.stringify(item);
}
