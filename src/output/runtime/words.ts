import type { Priority } from '#model/detection.ts';
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
