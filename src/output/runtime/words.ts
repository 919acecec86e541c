import type { IncidentStatus, Priority } from '#model/detection.ts';
import type { ActionKind, ActionState } from '#model/response.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { clean } from '../clean.ts';
import type { Style } from '../table/line.ts';

/** The colour of a priority; the words alone say it all. */
export const priorityStyles: Readonly<Record<Priority, Style | undefined>> = {
  emergency: 'verdict-bad',
  alert: 'verdict-bad',
  critical: 'bad',
  error: 'strong',
  warning: 'warn',
  notice: 'accent',
  informational: undefined,
  debug: 'dim',
};

/** At most 13 columns, so that priorities stand in a column. */
export const priorityWords: Readonly<Record<Priority, string>> = {
  emergency: 'EMERGENCY',
  alert: 'ALERT',
  critical: 'CRITICAL',
  error: 'ERROR',
  warning: 'WARNING',
  notice: 'NOTICE',
  informational: 'INFO',
  debug: 'DEBUG',
};

/** A container as people call it: pod and container, else its name, else its id. */
export function containerName(container: WorkloadContainer | undefined): string {
  if (container === undefined) return 'host';
  const { pod, name, shortId } = container;
  if (pod !== undefined)
    return clean([pod.namespace, pod.name, pod.container].filter(Boolean).join('/'), 200);
  return clean(name ?? shortId, 200);
}

/** The image that a container runs, or nothing. */
export function imageName(container: WorkloadContainer | undefined): string {
  const image = container?.image;
  return image === undefined ? '' : clean(image.reference, 300);
}

/** `12:03:09.123` in UTC of a time in milliseconds since the Unix epoch. */
export function clockTime(time: number): string {
  return isoTime(time).slice(11, 23);
}

/** RFC 3339 in UTC with milliseconds; times beyond what dates can hold become the nearest that they can. */
export function isoTime(time: number): string {
  const bounded = Number.isFinite(time) ? Math.min(Math.max(time, 0), 8.64e15) : 0;
  return new Date(bounded).toISOString();
}

/** How long ago or from now, in one unit: `3 min`. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1000);
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** What an action does, as a person says it. */
export const actionWords: Readonly<Record<ActionKind, string>> = {
  'deny-exec': 'deny new programs',
  'quarantine-network': 'cut the network',
  freeze: 'freeze',
  snapshot: 'take evidence',
  'kill-process': 'kill the process',
  'kill-container': 'kill all processes',
  'stop-container': 'stop the container',
  'restart-container': 'restart the container',
  'isolate-service': 'take out of services',
  'label-pod': 'label the pod',
  'delete-pod': 'delete the pod',
  'cordon-node': 'cordon the node',
  capture: 'keep recent events',
  notify: 'notify',
};

/** How an action stands, as a person says it. */
export const actionStateWords: Readonly<Record<ActionState, string>> = {
  planned: 'planned',
  'awaiting-approval': 'waits for approval',
  simulated: 'only simulated',
  running: 'running',
  active: 'active',
  done: 'done',
  undoing: 'being undone',
  undone: 'undone',
  expired: 'over',
  failed: 'failed',
  refused: 'not possible',
};

/** The end of an id that people type; ids of steps (`…P9WJ8-2`) keep what tells them apart. */
export function shortId(id: string): string {
  const at = id.indexOf('-');
  const end = at === -1 ? id.length : at;
  return clean(id.slice(Math.max(0, end - 8)), 60);
}

/** How an incident stands, as a person says it. */
export const statusWords: Readonly<Record<IncidentStatus, string>> = {
  open: 'open',
  contained: 'contained',
  resolved: 'closed',
  dismissed: 'closed, no attack',
};
