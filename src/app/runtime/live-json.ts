import { hostname } from 'node:os';
import { eventToJson, processToJson } from '#event/event-to-json.ts';
import type { Detection, Incident } from '#model/detection.ts';
import type { AuditEvent, RuntimeEvent } from '#model/runtime-event.ts';
import type { LiveItem } from '#output/runtime/live.ts';
import { falcoAlert } from '#rule/engine/falco-alert.ts';

/**
 * One thing as one line of JSON: `{"kind": "detection", "detection": {…}}`, as `schema/runtime-1.0.json` has it. In the format
 * `falco` only detections are told, each as Falco's alerts are (`json_output`); then `undefined` for all else.
 */
export function liveJson(item: LiveItem, format: 'json' | 'falco'): string | undefined {
  if (format === 'falco')
    return item.kind === 'detection'
      ? JSON.stringify(falcoAlert(item.detection, hostname()))
      : undefined;
  switch (item.kind) {
    case 'event':
      return lineOf({ kind: 'event', event: eventToJson(item.event) });
    case 'detection':
      return lineOf({ kind: 'detection', detection: detectionToJson(item.detection) });
    case 'incident':
      return lineOf({ ...item, incident: incidentToJson(item.incident) });
    default:
      return lineOf(item);
  }
}

/** Environments hold passwords: they are never told, whatever they belong to. */
export function lineOf(value: object): string {
  return JSON.stringify(value, (key, member: unknown) => (key === 'env' ? undefined : member));
}

/** A detection for programs: what came from the kernel as bytes has become text. */
export function detectionToJson(detection: Detection): object {
  const { event, process, earlier, ...rest } = detection;
  return {
    ...rest,
    ...(event !== undefined && { event: anyEvent(event) }),
    ...(process !== undefined && { process: processToJson(process) }),
    ...(earlier !== undefined && {
      earlier: earlier.map((one) => ({ as: one.as, event: anyEvent(one.event) })),
    }),
  };
}

function incidentToJson(incident: Incident): object {
  return { ...incident, detections: incident.detections.map(detectionToJson) };
}

function anyEvent(event: RuntimeEvent | AuditEvent): object {
  return event.source === 'syscall' ? { source: 'syscall', ...eventToJson(event) } : event;
}
