import type { Detection } from '#model/detection.ts';
import { fieldOf } from './fields.ts';
import { placeOf } from './place.ts';

/**
 * What makes two detections the same thing happening again: rule, role of the workload, program, parent, and what it was
 * done to. Numbers in names do not matter.
 */
export function signatureOf(detection: Detection): string {
  const { role, actor } = placeOf(detection);
  return [role ?? actor ?? 'host', kindOf(detection)].join('\n');
}

/** The same without the workload: what the whole fleet is asked for. */
export function kindOf(detection: Detection): string {
  const fields = ['proc.exepath', 'proc.pexepath', 'profile.behaviour', 'behaviour'].map(
    (name) => fieldOf(detection, name) ?? '',
  );
  return [detection.rule, ...fields, objectOf(detection)]
    .join('\n')
    .replace(/[0-9a-f]{8,}|[0-9]+/g, '#');
}

/** The file or peer, without what changes from one time to the next. */
function objectOf(detection: Detection): string {
  const { event } = detection;
  if (event?.source !== 'syscall' || event.fd === undefined) return '';
  const { socket, name } = event.fd;
  const peer = socket?.remote ?? socket?.server;
  return peer === undefined ? name.slice(0, 200) : `${peer.address} ${peer.port}`;
}
